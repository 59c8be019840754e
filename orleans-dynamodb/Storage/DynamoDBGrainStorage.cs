using System.Globalization;
using Microsoft.Extensions.Logging;
using OpenPayments.Orleans.DynamoDB;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Serialization.Serializers;

namespace Orleans.Storage;

/// <summary>
/// Grain state in DynamoDB, in the rows of the official package Microsoft.Orleans.Persistence.DynamoDB. An etag is a number that counts a
/// row's changes; every change names the etag that it builds on, and fails with <see cref="InconsistentStateException"/> when that
/// is not the stored one.
/// </summary>
/// <remarks>
/// Differs from the official one: a write whose reply was lost is no conflict, an etag that is no number is one, the service id is the
/// cluster's unless set, and failures are sentences (<see cref="DynamoDBException"/>).
/// </remarks>
public partial class DynamoDBGrainStorage(
    string name, DynamoDBStorageOptions options, IActivatorProvider activatorProvider, ILogger<DynamoDBGrainStorage> logger, TimeProvider time)
    : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
{
    private const string GrainReference = "GrainReference";
    private const string GrainType = "GrainType";
    private const string ETag = "ETag";
    private const string State = "GrainState";
    private const string TimeToLive = "GrainTtl";

    private readonly DynamoDBTable _table = new(options);

    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(OptionFormattingUtilities.Name<DynamoDBGrainStorage>(name), options.InitStage, Init);

    /// <summary>Opens the table, and creates it if it may.</summary>
    public async Task Init(CancellationToken ct)
    {
        var schema = new TableSchema(KeyPart.Text(GrainReference), KeyPart.Text(GrainType)) { TimeToLiveAttribute = options.TimeToLive is null ? null : TimeToLive };
        await _table.OpenAsync(schema, ct);
        LogOpened(logger, name, _table.Name, _table.Place);
    }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ReadStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        WriteStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ClearStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var row = await _table.GetAsync(KeyOf(stateName, grainId), cancellationToken);
        var state = row is null ? default : Deserialize<T>(row, stateName, grainId);
        grainState.State = state ?? New<T>();
        grainState.RecordExists = state is not null;
        grainState.ETag = row is null ? null : StoredETag(row) ?? throw Unreadable(stateName, grainId, "its row has no etag");
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        grainState.ETag = await ReplaceAsync(stateName, grainId, grainState.ETag, options.GrainStorageSerializer.Serialize(grainState.State), cancellationToken);
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        if (options.DeleteStateOnClear)
        {
            await DeleteAsync(stateName, grainId, grainState.ETag, cancellationToken);
            grainState.ETag = null;
        }
        else
        {
            // The row stays without a state, and its etag goes on counting: an etag from before the clear stays outdated for good.
            grainState.ETag = await ReplaceAsync(stateName, grainId, grainState.ETag, payload: null, cancellationToken);
        }

        grainState.RecordExists = false;
        grainState.State = New<T>();
    }

    /// <summary>Puts a payload in the place of the one with this etag (none for a row that must not exist yet); returns the new etag.</summary>
    private async Task<string> ReplaceAsync(string stateName, GrainId grainId, string? etag, BinaryData? payload, CancellationToken cancellation)
    {
        var current = Parse(etag, stateName, grainId);
        // As the official package counts: 0 for a first write, 1 for a first clear.
        var next = current + 1 ?? (payload is null ? 1 : 0);
        var key = KeyOf(stateName, grainId);
        var changes = new Item
        {
            [ETag] = Items.Number(next),
            [State] = payload is { Length: > 0 } ? Items.Bytes(payload) : Items.Nothing(),
        };
        if (options.TimeToLive is { } lifetime) changes[TimeToLive] = Items.Number((time.GetUtcNow() + lifetime).ToUnixTimeSeconds());
        var row = new Item(changes.Concat(key));
        CheckSize(row, stateName, grainId);

        var outcome = current is { } number
            ? await _table.UpdateAsync(key, changes, ETag, Items.Number(number), cancellation)
            : await _table.InsertAsync(row, GrainReference, cancellation);
        return outcome.Landed ? next.ToString(CultureInfo.InvariantCulture) : throw Conflict(stateName, grainId, etag, outcome.Found);
    }

    private async Task DeleteAsync(string stateName, GrainId grainId, string? etag, CancellationToken cancellation)
    {
        var expected = Parse(etag, stateName, grainId) is { } number ? Items.Number(number) : null;
        var outcome = await _table.DeleteAsync(KeyOf(stateName, grainId), ETag, expected, cancellation);
        if (!outcome.Landed) throw Conflict(stateName, grainId, etag, outcome.Found);
    }

    private Item KeyOf(string stateName, GrainId grainId) => new()
    {
        [GrainReference] = Items.Text(KeyText($"{options.ServiceId}_{grainId}", maxBytes: 2048, "key", stateName, grainId)),
        [GrainType] = Items.Text(KeyText(stateName, maxBytes: 1024, "state name", stateName, grainId)),
    };

    private static string KeyText(string text, int maxBytes, string what, string stateName, GrainId grainId) =>
        System.Text.Encoding.UTF8.GetByteCount(text) is var size && size <= maxBytes
            ? text
            : throw new DynamoDBException(string.Create(CultureInfo.InvariantCulture, $"The {what} of state '{stateName}' of grain {grainId} is {size:N0} bytes, and DynamoDB takes {maxBytes:N0}: use a shorter one."));

    private static void CheckSize(Item row, string stateName, GrainId grainId)
    {
        // A token of 32 characters comes on top.
        if (Items.SizeBytes(row) + DynamoDBTable.WriterToken.Length + 32 is var size && size > Items.MaxBytes)
            throw new DynamoDBException(string.Create(CultureInfo.InvariantCulture, $"The state '{stateName}' of grain {grainId} is {size:N0} bytes, and DynamoDB takes {Items.MaxBytes:N0} in one row: keep less in it, or spread it over several grains."));
    }

    private static long? Parse(string? etag, string stateName, GrainId grainId)
    {
        if (string.IsNullOrWhiteSpace(etag)) return null;
        return int.TryParse(etag, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Conflict(stateName, grainId, etag, found: null);
    }

    private static string? StoredETag(Item row) => row.NumberOf(ETag)?.ToString(CultureInfo.InvariantCulture);

    private static InconsistentStateException Conflict(string stateName, GrainId grainId, string? etag, Item? found) =>
        new($"State '{stateName}' of {grainId} was changed by another activation.", storedEtag: (found is null ? null : StoredETag(found)) ?? "none", currentEtag: etag ?? "none");

    private T New<T>() => activatorProvider.GetActivator<T>().Create();

    private T? Deserialize<T>(Item row, string stateName, GrainId grainId)
    {
        if (!row.TryGetValue(State, out var value) || value.B is not { Length: > 0 } bytes) return default;
        try
        {
            return options.GrainStorageSerializer.Deserialize<T>(new BinaryData(bytes.ToArray()));
        }
        catch (Exception e)
        {
            throw Unreadable(stateName, grainId, e.Message, e);
        }
    }

    private DynamoDBException Unreadable(string stateName, GrainId grainId, string detail, Exception? cause = null) =>
        new($"The state '{stateName}' of grain {grainId} in the DynamoDB table '{_table.Name}' ({_table.Place}) cannot be read: {detail.TrimEnd('.')}. Use the version and serializer that wrote it, or delete the row.", cause);

    [LoggerMessage(Level = LogLevel.Information, Message = "Grain storage {Name} keeps its states in the DynamoDB table {Table} ({Place})")]
    private static partial void LogOpened(ILogger logger, string name, string table, string place);
}
