using System.Text.Json;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Runs;

/// <summary>The run records of a lake.</summary>
public static class RunRecords
{
    /// <summary>Stands for the last run that is recorded.</summary>
    public const string Latest = "latest";

    private const int MostNamed = 5;

    /// <summary>Null when there is none.</summary>
    public static async Task<RunRecord?> ReadAsync(IObjectStore store, int programYear, string runId, CancellationToken cancellation = default)
    {
        var key = LakeKeys.RunRecord(programYear, runId);
        return await store.ReadAsync(key, cancellation) is { } json
            ? LakeJson.Parse<RunRecord>(store, key, json, "restore it from a copy of the lake")
            : null;
    }

    /// <summary>Writes a record unless one of the same run is there already: what a run did is said once. Returns what is there then.</summary>
    public static async Task<RunRecord> WriteAsync(IObjectStore store, RunRecord record, CancellationToken cancellation = default)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(record, LakeJson.Indented);
        return await store.PutIfAbsentAsync(LakeKeys.RunRecord(record.ProgramYear, record.RunId), json, cancellation)
            ? record
            : (await ReadAsync(store, record.ProgramYear, record.RunId, cancellation))!;
    }

    /// <summary>The records of the run that a user names by its id, by the beginning of it that no other run has, or as the latest: one for each year that it did.</summary>
    /// <param name="programYear">Only of this year.</param>
    /// <exception cref="InputException">There is no such run, or more than one.</exception>
    public static async Task<IReadOnlyList<RunRecord>> FindAsync(IObjectStore store, string run, int? programYear, CancellationToken cancellation = default)
    {
        var runs = (await ListAsync(store, LakeKeys.AllRunRecords, cancellation)).Where(known => programYear is null || known.ProgramYear == programYear).ToLookup(known => known.RunId, known => known.ProgramYear);
        var ids = runs.Select(known => known.Key).Order(StringComparer.Ordinal).ToList();
        var where = $"the lake {store.Location}{(programYear is null ? "" : $" of {programYear}")}";
        if (ids.Count == 0) throw new InputException($"There is no recorded run in {where}. Runs leave a record when they end, since the version that can replay them; ingest once more with --force to have one.");
        var found = run == Latest ? [ids[^1]] : ids.Where(id => id.StartsWith(run, StringComparison.Ordinal)).ToList();
        if (found.Count != 1)
            throw new InputException(found.Count == 0
                ? $"There is no run {run} in {where}. The latest are {string.Join(", ", ids.TakeLast(MostNamed).Reverse().Select(Describe))}."
                : $"{found.Count} runs in {where} begin with {run}: {string.Join(", ", found.Take(MostNamed).Select(Describe))}. Write more of the id.");
        var records = new List<RunRecord>();
        foreach (var year in runs[found[0]].Order())
            if (await ReadAsync(store, year, found[0], cancellation) is { } record)
                records.Add(record);
        return records;

        string Describe(string id) => $"{id} ({string.Join(", ", runs[id].Order())})";
    }

    /// <summary>The ids of a year's recorded runs in ordinal order, which for the ids that this program makes is their order in time. For display.</summary>
    public static async Task<IReadOnlyList<string>> ListAsync(IObjectStore store, int programYear, CancellationToken cancellation = default) =>
        [.. (await ListAsync(store, LakeKeys.RunRecords(programYear), cancellation)).Select(run => run.RunId).Order(StringComparer.Ordinal)];

    private static async Task<IReadOnlyList<(int ProgramYear, string RunId)>> ListAsync(IObjectStore store, string prefix, CancellationToken cancellation)
    {
        var runs = new List<(int, string)>();
        await foreach (var key in store.ListAsync(prefix, cancellation))
            if (LakeKeys.ParseRunRecord(key) is { } run)
                runs.Add(run);
        return runs;
    }
}
