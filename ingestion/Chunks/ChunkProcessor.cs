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

    public async Task<ChunkResult> ProcessAsync(LandedFile file, int chunkIndex, IngestionSettings settings, CancellationToken cancellation)
    {
        var range = file.Chunks[chunkIndex];
        var chunk = new ChunkId(file.Id, chunkIndex);
        var fingerprint = WorkFingerprint.OfChunk(file, range, settings);
        var worker = _workers.Rent(file, settings);
        try
        {
            using var raw = await store.OpenAsync(file.RawKey, cancellation);
            var rows = worker.Engine.Run(raw, range, cancellation);
            var part = rows.RowCount == 0 ? null : await PutRowsAsync(worker, rows, LakeKeys.Part(Zone.Staging, chunk, fingerprint), cancellation);
            var quarantine = rows.Quarantined.Count == 0 ? null : await PutAsync(
                QuarantineWriter.Write(rows.Quarantined, new QuarantineSource(chunk, Path.GetFileName(file.RawKey), file.Sha256, worker.Rules.Fingerprint), settings.Codec),
                LakeKeys.Part(Zone.Quarantine, chunk, fingerprint),
                cancellation);
            return new ChunkResult(chunkIndex, rows.RecordCount, rows.RowCount, rows.Quarantined.Count, rows.Amounts, rows.FindingCounts, part, quarantine);
        }
        finally
        {
            _workers.Return(worker);
        }
    }

    public void Dispose() => _workers.Dispose();

    /// <summary>The part and the sketches of its columns, at once: neither waits for the other's answer.</summary>
    private async Task<PartObject> PutRowsAsync(Worker worker, ChunkRows rows, string key, CancellationToken cancellation)
    {
        var sketches = takesProfiles ? store.PutAsync(LakeKeys.PartSketches(key), worker.Profiler.Profile(rows.Columns), cancellation) : Task.CompletedTask;
        var part = PutAsync(worker.Writer.Write(rows.Columns, rows.RowCount), key, cancellation);
        await Task.WhenAll(sketches, part);
        return await part;
    }

    /// <summary>Writes over what an earlier attempt may have left: the key says that the bytes are the same.</summary>
    private async Task<PartObject> PutAsync(WrittenPart part, string key, CancellationToken cancellation)
    {
        await store.PutAsync(key, part.Bytes, cancellation);
        return part.ToObject(key);
    }
}
