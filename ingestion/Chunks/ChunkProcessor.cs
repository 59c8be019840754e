using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Parquet;
using OpenPayments.Ingestion.Quarantine;
using OpenPayments.Ingestion.Rules;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Chunks;

/// <summary>Reads a chunk from the raw zone, writes its part and its quarantine part, and says what became of every record.</summary>
/// <remarks>As many chunks may be processed at once as the caller starts; each takes a worker, whose buffers are used again.</remarks>
/// <param name="takesProfiles">False only to measure what profiles cost: a file without them has no <see cref="Profiles.FileProfile"/>.</param>
public sealed class ChunkProcessor(IObjectStore store, bool takesProfiles = true) : IDisposable
{
    private readonly WorkerPool _workers = new();

    /// <param name="computed">Called once the worker is free again and the chunk only waits for the store.</param>
    public async Task<ChunkResult> ProcessAsync(LandedFile file, int chunkIndex, IngestionSettings settings, CancellationToken cancellation, Action? computed = null)
    {
        using var output = await ComputeAsync(file, chunkIndex, settings, cancellation);
        computed?.Invoke();
        await output.StoreAsync(store, cancellation);
        return output.Result;
    }

    public void Dispose() => _workers.Dispose();

    private async Task<ChunkOutput> ComputeAsync(LandedFile file, int chunkIndex, IngestionSettings settings, CancellationToken cancellation)
    {
        var range = file.Chunks[chunkIndex];
        var chunk = new ChunkId(file.Id, chunkIndex);
        var fingerprint = WorkFingerprint.OfChunk(file, range, settings);
        var worker = _workers.Rent(file, settings);
        try
        {
            using var raw = await store.OpenAsync(file.RawKey, cancellation);
            var rows = worker.Engine.Run(raw, range, cancellation);
            var output = new ChunkOutput(chunkIndex, rows);
            if (rows.RowCount > 0)
            {
                var key = LakeKeys.Part(Zone.Staging, chunk, fingerprint);
                if (takesProfiles) output.AddSketches(LakeKeys.PartSketches(key), worker.Profiler.Profile(rows.Columns));
                output.AddPart(key, worker.Writer.Write(rows.Columns, rows.RowCount));
            }

            if (rows.Quarantined.Count > 0)
            {
                var origin = new QuarantineSource(chunk, Path.GetFileName(file.RawKey), file.Sha256, worker.Rules.Fingerprint);
                output.AddQuarantine(LakeKeys.Part(Zone.Quarantine, chunk, fingerprint), QuarantineWriter.Write(rows.Quarantined, origin, settings.Codec));
            }

            return output;
        }
        finally
        {
            _workers.Return(worker);
        }
    }
}
