using System.Text.Json;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Lineage;

/// <summary>Writes a run's OpenLineage events, one object each, for whoever collects them.</summary>
public static class LineageLog
{
    /// <summary>Safe to repeat: an event that is there stays.</summary>
    public static async Task WriteAsync(IObjectStore store, RunRecord run, CancellationToken cancellation = default)
    {
        foreach (var lineage in LineageEvents.Of(run, store.Location))
            await store.PutIfAbsentAsync(LakeKeys.Lineage(run.ProgramYear, run.RunId, lineage.Name), JsonSerializer.SerializeToUtf8Bytes(lineage.Json, LakeJson.Indented), cancellation);
    }
}
