using System.Text.Json;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Runs;

/// <summary>The run records of a lake.</summary>
public static class RunRecords
{
    private const string Suffix = ".json";

    /// <summary>Null when there is none.</summary>
    public static async Task<RunRecord?> ReadAsync(IObjectStore store, int programYear, string runId, CancellationToken cancellation = default)
    {
        var key = LakeKeys.RunRecord(programYear, runId);
        if (await store.ReadAsync(key, cancellation) is not { } json) return null;
        try
        {
            return JsonSerializer.Deserialize<RunRecord>(json, LakeJson.Options) ?? throw new JsonException("it is empty");
        }
        catch (JsonException failure)
        {
            throw new StoreException($"{key} in the lake {store.Location} is damaged ({failure.Message.TrimEnd('.')}): restore it from a copy of the lake.", failure);
        }
    }

    /// <summary>Writes a record unless one of the same run is there already: what a run did is said once. Returns what is there then.</summary>
    public static async Task<RunRecord> WriteAsync(IObjectStore store, RunRecord record, CancellationToken cancellation = default)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(record, LakeJson.Indented);
        return await store.PutIfAbsentAsync(LakeKeys.RunRecord(record.ProgramYear, record.RunId), json, cancellation)
            ? record
            : (await ReadAsync(store, record.ProgramYear, record.RunId, cancellation))!;
    }

    /// <summary>The ids of a year's recorded runs in ordinal order, which for the ids that this program makes is their order in time. For display.</summary>
    public static async Task<IReadOnlyList<string>> ListAsync(IObjectStore store, int programYear, CancellationToken cancellation = default)
    {
        var prefix = LakeKeys.RunRecords(programYear);
        var runs = new List<string>();
        await foreach (var key in store.ListAsync(prefix, cancellation))
            if (key.EndsWith(Suffix, StringComparison.Ordinal))
                runs.Add(key[prefix.Length..^Suffix.Length]);
        runs.Sort(StringComparer.Ordinal);
        return runs;
    }
}
