using System.Globalization;
using Microsoft.Data.Sqlite;
using Orleans;
using Orleans.Runtime;

namespace OpenPayments.Orleans.Sqlite;

/// <summary>Reminders in SQLite, in the same file as grain state.</summary>
public sealed class SqliteReminderTable(StateDatabase database) : IReminderTable
{
    private const string Columns = "SELECT grain_id, name, start_ticks, period_ticks, etag FROM reminder";

    public Task<ReminderTableData> ReadRows(GrainId grainId) => ReadRows(grainId, CancellationToken.None);

    public Task<ReminderTableData> ReadRows(uint begin, uint end) => ReadRows(begin, end, CancellationToken.None);

    public Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) => ReadRow(grainId, reminderName, CancellationToken.None);

    public Task<string?> UpsertRow(ReminderEntry entry) => UpsertRow(entry, CancellationToken.None);

    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) => RemoveRow(grainId, reminderName, eTag, CancellationToken.None);

    public Task TestOnlyClearTable() => TestOnlyClearTable(CancellationToken.None);

    public async Task<ReminderTableData> ReadRows(GrainId grainId, CancellationToken cancellationToken) =>
        new(await SelectAsync(
            "grain_id = $grain",
            command => command.Parameters.AddWithValue("$grain", grainId.ToString()),
            cancellationToken));

    /// <summary>The hashes are a ring: (begin, end], through its top when begin is not below end; (0, 0] is all of it.</summary>
    public async Task<ReminderTableData> ReadRows(uint begin, uint end, CancellationToken cancellationToken) =>
        new(await SelectAsync(
            begin < end ? "grain_hash > $begin AND grain_hash <= $end" : "grain_hash > $begin OR grain_hash <= $end",
            command =>
            {
                command.Parameters.AddWithValue("$begin", (long)begin);
                command.Parameters.AddWithValue("$end", (long)end);
            },
            cancellationToken));

    public async Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName, CancellationToken cancellationToken) =>
        (await SelectAsync("grain_id = $grain AND name = $name", command => Address(command, grainId, reminderName), cancellationToken)).SingleOrDefault();

    public async Task<string?> UpsertRow(ReminderEntry entry, CancellationToken cancellationToken)
    {
        // Random, not counted: a row that was removed and written again must not get an etag that it had before.
        var etag = Random.Shared.NextInt64();
        await database.WriteAsync(
            command =>
            {
                command.CommandText = "INSERT OR REPLACE INTO reminder VALUES ($grain, $name, $hash, $start, $period, $etag)";
                Address(command, entry.GrainId, entry.ReminderName);
                command.Parameters.AddWithValue("$hash", (long)entry.GrainId.GetUniformHashCode());
                command.Parameters.AddWithValue("$start", entry.StartAt.ToUniversalTime().Ticks);
                command.Parameters.AddWithValue("$period", entry.Period.Ticks);
                command.Parameters.AddWithValue("$etag", etag);
                return command.ExecuteNonQuery();
            },
            cancellationToken);
        return etag.ToString(CultureInfo.InvariantCulture);
    }

    public async Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag, CancellationToken cancellationToken)
    {
        if (!long.TryParse(eTag, NumberStyles.None, CultureInfo.InvariantCulture, out var etag)) return false;
        return await database.WriteAsync(
            command =>
            {
                command.CommandText = "DELETE FROM reminder WHERE grain_id = $grain AND name = $name AND etag = $etag";
                Address(command, grainId, reminderName);
                command.Parameters.AddWithValue("$etag", etag);
                return command.ExecuteNonQuery() == 1;
            },
            cancellationToken);
    }

    public Task TestOnlyClearTable(CancellationToken cancellationToken) =>
        database.WriteAsync(
            command =>
            {
                command.CommandText = "DELETE FROM reminder";
                return command.ExecuteNonQuery();
            },
            cancellationToken);

    private Task<List<ReminderEntry>> SelectAsync(string condition, Action<SqliteCommand> bind, CancellationToken cancellation) =>
        database.ReadAsync(
            command =>
            {
                command.CommandText = $"{Columns} WHERE {condition}";
                bind(command);
                using var row = command.ExecuteReader();
                var entries = new List<ReminderEntry>();
                while (row.Read()) entries.Add(ToEntry(row));
                return entries;
            },
            cancellation);

    private static void Address(SqliteCommand command, GrainId grainId, string name)
    {
        command.Parameters.AddWithValue("$grain", grainId.ToString());
        command.Parameters.AddWithValue("$name", name);
    }

    private static ReminderEntry ToEntry(SqliteDataReader row) => new()
    {
        GrainId = GrainId.Parse(row.GetString(0)),
        ReminderName = row.GetString(1),
        StartAt = new DateTime(row.GetInt64(2), DateTimeKind.Utc),
        Period = TimeSpan.FromTicks(row.GetInt64(3)),
        ETag = row.GetInt64(4).ToString(CultureInfo.InvariantCulture),
    };
}
