using System.Globalization;
using Amazon.DynamoDBv2.Model;
using Microsoft.Extensions.Options;
using OpenPayments.Orleans.DynamoDB;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Orleans.Reminders.DynamoDB;

/// <summary>
/// Reminders in the rows of the official package Microsoft.Orleans.Reminders.DynamoDB. Reads of many rows go through the table's indexes,
/// which follow it within seconds; reads of one row are always up to date.
/// </summary>
internal sealed class DynamoDBReminderTable(IOptions<DynamoDBReminderStorageOptions> options, IOptions<ClusterOptions> cluster) : IReminderTable
{
    private const string ReminderId = "ReminderId";
    private const string GrainHash = "GrainHash";
    private const string ServiceId = "ServiceId";
    private const string GrainReference = "GrainReference";
    private const string ReminderName = "ReminderName";
    private const string Period = "Period";
    private const string StartTime = "StartTime";
    private const string ETag = "ETag";
    private const string ByHash = "ServiceIdIndex";
    private const string ByGrain = "ServiceIdGrainReferenceIndex";

    /// <summary>What every version of the official package can read, whatever the culture of its machine was set to invariant.</summary>
    private const string StartTimeFormat = "MM/dd/yyyy HH:mm:ss";

    private static readonly TableSchema Schema = new(KeyPart.Text(ReminderId), KeyPart.Number(GrainHash))
    {
        Indexes =
        [
            new(ByHash, KeyPart.Text(ServiceId), KeyPart.Number(GrainHash)),
            new(ByGrain, KeyPart.Text(ServiceId), KeyPart.Text(GrainReference)),
        ],
    };

    private readonly DynamoDBTable _table = new(options.Value);
    private readonly string _serviceId = cluster.Value.ServiceId;

    public Task StartAsync(CancellationToken cancellationToken) => _table.OpenAsync(Schema, cancellationToken);

    public Task<ReminderTableData> ReadRows(GrainId grainId) => ReadRows(grainId, CancellationToken.None);

    public Task<ReminderTableData> ReadRows(uint begin, uint end) => ReadRows(begin, end, CancellationToken.None);

    public Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) => ReadRow(grainId, reminderName, CancellationToken.None);

    public Task<string?> UpsertRow(ReminderEntry entry) => UpsertRow(entry, CancellationToken.None);

    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) => RemoveRow(grainId, reminderName, eTag, CancellationToken.None);

    public Task TestOnlyClearTable() => TestOnlyClearTable(CancellationToken.None);

    public async Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName, CancellationToken cancellationToken) =>
        await _table.GetAsync(KeyOf(grainId, reminderName), cancellationToken) is { } row ? Read(row) : null;

    public async Task<ReminderTableData> ReadRows(GrainId grainId, CancellationToken cancellationToken) =>
        new((await QueryAsync(ByGrain, $"{GrainReference} = :grain", new() { [":grain"] = Items.Text(grainId.ToString()) }, cancellationToken)).Select(Read));

    /// <summary>The hashes are a ring: (begin, end], through its top when begin is not below end; (0, 0] is all of it.</summary>
    public async Task<ReminderTableData> ReadRows(uint begin, uint end, CancellationToken cancellationToken)
    {
        var first = Items.Number(begin + 1L);
        var last = Items.Number(end);
        if (begin < end)
            return new((await QueryAsync(ByHash, $"{GrainHash} BETWEEN :first AND :last", new() { [":first"] = first, [":last"] = last }, cancellationToken)).Select(Read));

        var below = await QueryAsync(ByHash, $"{GrainHash} <= :last", new() { [":last"] = last }, cancellationToken);
        var above = await QueryAsync(ByHash, $"{GrainHash} >= :first", new() { [":first"] = first }, cancellationToken);
        return new(below.Concat(above).DistinctBy(row => row.TextOf(ReminderId)).Select(Read));
    }

    public async Task<string?> UpsertRow(ReminderEntry entry, CancellationToken cancellationToken)
    {
        // Random, not counted: a row that was removed and written again must not get an etag that it had before.
        var etag = Random.Shared.Next();
        var row = new Item(KeyOf(entry.GrainId, entry.ReminderName))
        {
            [ServiceId] = Items.Text(_serviceId),
            [GrainReference] = Items.Text(entry.GrainId.ToString()),
            [ReminderName] = Items.Text(entry.ReminderName),
            [Period] = Items.Text(entry.Period.ToString("c", CultureInfo.InvariantCulture)),
            [StartTime] = Items.Text(Utc(entry.StartAt).ToString(StartTimeFormat, CultureInfo.InvariantCulture)),
            [ETag] = Items.Number(etag),
        };
        await _table.PutAsync(row, cancellationToken);
        return entry.ETag = etag.ToString(CultureInfo.InvariantCulture);
    }

    public async Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag, CancellationToken cancellationToken) =>
        int.TryParse(eTag, NumberStyles.None, CultureInfo.InvariantCulture, out var etag)
        && (await _table.DeleteAsync(KeyOf(grainId, reminderName), ETag, Items.Number(etag), cancellationToken)).Landed;

    /// <summary>Removes the reminders of this service; those of others in the same table stay.</summary>
    public async Task TestOnlyClearTable(CancellationToken cancellationToken)
    {
        var rows = await QueryAsync(ByHash, $"{GrainHash} >= :first", new() { [":first"] = Items.Number(0) }, cancellationToken);
        await _table.DeleteAllAsync(rows.Select(row => new Item { [ReminderId] = row[ReminderId], [GrainHash] = row[GrainHash] }), cancellationToken);
    }

    private Item KeyOf(GrainId grainId, string reminderName) => new()
    {
        [ReminderId] = Items.Text($"{_serviceId}_{grainId}_{reminderName}"),
        [GrainHash] = Items.Number(grainId.GetUniformHashCode()),
    };

    private Task<List<Item>> QueryAsync(string index, string condition, Item values, CancellationToken cancellation) => _table.QueryAsync(
        new QueryRequest
        {
            IndexName = index,
            KeyConditionExpression = $"{ServiceId} = :service AND {condition}",
            ExpressionAttributeValues = new(values) { [":service"] = Items.Text(_serviceId) },
        },
        cancellation);

    private ReminderEntry Read(Item row)
    {
        try
        {
            return new ReminderEntry
            {
                GrainId = GrainId.Parse(row[GrainReference].S),
                ReminderName = row[ReminderName].S,
                StartAt = ReadStartTime(row[StartTime].S),
                Period = TimeSpan.Parse(row[Period].S, CultureInfo.InvariantCulture),
                ETag = row[ETag].N,
            };
        }
        catch (Exception e) when (e is FormatException or KeyNotFoundException or ArgumentException or OverflowException)
        {
            throw new DynamoDBException($"The reminder {row.TextOf(ReminderId)} in the DynamoDB table '{_table.Name}' ({_table.Place}) is damaged ({e.Message.TrimEnd('.')}): delete its row; its grain registers it anew.", e);
        }
    }

    /// <summary>The official package wrote what its machine's culture made of a date; a time without a zone has always been UTC.</summary>
    private static DateTime ReadStartTime(string text)
    {
        const DateTimeStyles Style = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return DateTime.TryParse(text, CultureInfo.InvariantCulture, Style, out var time) ? time : DateTime.Parse(text, CultureInfo.CurrentCulture, Style);
    }

    private static DateTime Utc(DateTime time) => time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : time;
}
