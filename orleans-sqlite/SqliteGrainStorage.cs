using System.Globalization;
using Microsoft.Data.Sqlite;
using OpenPayments.Ingestion;
using Orleans;
using Orleans.Runtime;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace OpenPayments.Orleans.Sqlite;

/// <summary>
/// Grain state in SQLite. An etag is a number that counts a row's changes; every change names the etag that it builds on,
/// and fails with <see cref="InconsistentStateException"/> when that is not the stored one.
/// </summary>
public sealed class SqliteGrainStorage(StateDatabase database, IGrainStorageSerializer serializer, IActivatorProvider activators, TimeProvider time)
    : IGrainStorage
{
    private const string ThisRow = "grain_type = $type AND grain_key = $key AND state_name = $name";

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ReadStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        WriteStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ClearStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var (etag, payload) = await database.ReadAsync(
            command =>
            {
                command.CommandText = $"SELECT etag, payload FROM grain_state WHERE {ThisRow}";
                Address(command, stateName, grainId);
                using var row = command.ExecuteReader();
                if (!row.Read()) return (null, null);
                return ((long?)row.GetInt64(0), row.IsDBNull(1) ? null : row.GetFieldValue<byte[]>(1));
            },
            cancellationToken);

        grainState.State = payload is null ? New<T>() : Deserialize<T>(payload, stateName, grainId);
        grainState.RecordExists = payload is not null;
        grainState.ETag = etag?.ToString(CultureInfo.InvariantCulture);
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        grainState.ETag = await ReplaceAsync(stateName, grainId, grainState.ETag, serializer.Serialize(grainState.State), cancellationToken);
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        grainState.ETag = await ReplaceAsync(stateName, grainId, grainState.ETag, payload: null, cancellationToken);
        grainState.RecordExists = false;
        grainState.State = New<T>();
    }

    /// <summary>Puts a payload in the place of the one with this etag (none for a row that must not exist yet); returns the new etag.</summary>
    private async Task<string> ReplaceAsync(string stateName, GrainId grainId, string? etag, BinaryData? payload, CancellationToken cancellation)
    {
        var current = Parse(etag, stateName, grainId);
        var next = (current ?? 0) + 1;
        var changed = await database.WriteAsync(
            command =>
            {
                command.CommandText = current is null
                    ? "INSERT INTO grain_state VALUES ($type, $key, $name, $next, $payload, $now) ON CONFLICT DO NOTHING"
                    : $"UPDATE grain_state SET etag = $next, payload = $payload, modified_at = $now WHERE {ThisRow} AND etag = $current";
                Address(command, stateName, grainId);
                command.Parameters.AddWithValue("$current", current ?? 0);
                command.Parameters.AddWithValue("$next", next);
                command.Parameters.Add("$payload", SqliteType.Blob).Value = payload?.ToArray() ?? (object)DBNull.Value;
                command.Parameters.AddWithValue("$now", time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture));
                return command.ExecuteNonQuery();
            },
            cancellation);
        return changed == 1 ? next.ToString(CultureInfo.InvariantCulture) : throw Conflict(stateName, grainId, etag);
    }

    private static void Address(SqliteCommand command, string stateName, GrainId grainId)
    {
        command.Parameters.AddWithValue("$type", grainId.Type.ToString());
        command.Parameters.AddWithValue("$key", grainId.Key.ToString());
        command.Parameters.AddWithValue("$name", stateName);
    }

    private static long? Parse(string? etag, string stateName, GrainId grainId)
    {
        if (string.IsNullOrWhiteSpace(etag)) return null;
        return long.TryParse(etag, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Conflict(stateName, grainId, etag);
    }

    private static InconsistentStateException Conflict(string stateName, GrainId grainId, string? etag) =>
        new($"State '{stateName}' of {grainId} was changed by another activation.", storedEtag: "another", currentEtag: etag ?? "none");

    private T New<T>() => activators.GetActivator<T>().Create();

    private T Deserialize<T>(byte[] payload, string stateName, GrainId grainId)
    {
        try
        {
            return serializer.Deserialize<T>(new BinaryData(payload)) ?? New<T>();
        }
        catch (Exception e)
        {
            throw StateErrors.Damaged(database.Path, $"state '{stateName}' of {grainId} cannot be read: {e.Message}");
        }
    }
}
