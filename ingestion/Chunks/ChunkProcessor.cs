using System.Text;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Parquet;
using OpenPayments.Ingestion.Quarantine;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Sources;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Chunks;

/// <summary>Reads a chunk from the raw zone, writes its part and its quarantine part, and says what became of every record.</summary>
/// <remarks>As many chunks may be processed at once as the caller starts; each takes a worker, whose buffers are used again.</remarks>
public sealed class ChunkProcessor : IDisposable
{
    private const long DefaultDraftRoomBytes = 96L << 20;

    private readonly IObjectStore _store;
    private readonly WorkerPool _workers;
    private readonly CaptureRoom _room = new();
    private readonly ChunkDrafts _drafts;

    /// <param name="takesProfiles">False only to measure what profiles cost: a file without them has no <see cref="Profiles.FileProfile"/>.</param>
    public ChunkProcessor(IObjectStore store, bool takesProfiles = true)
        : this(store, takesProfiles, DefaultDraftRoomBytes)
    {
    }

    internal ChunkProcessor(IObjectStore store, bool takesProfiles, long draftRoomBytes) =>
        (_store, _workers, _drafts) = (store, new WorkerPool(takesProfiles), new ChunkDrafts(draftRoomBytes));

    internal WorkerPool Workers => _workers;

    internal CaptureRoom Room => _room;

    internal ChunkDrafts Drafts => _drafts;

    /// <summary>Lets chunks of a file that is about to land be computed beside its landing. Null when there is no room for that.</summary>
    internal HeadStart? TryBeginHeadStart(SourceFile source, IngestionSettings settings, LandingSlots slots) =>
        _room.TryTake(source, settings.ChunkSizeBytes, slots) is { } blocks ? new(_store, _workers, _drafts, blocks, source, settings, slots) : null;

    /// <summary>Nobody will ask for this file's chunks any more, or it lands again.</summary>
    internal Task DropDraftsAsync(FileId file) => _drafts.DropAsync(file);

    /// <param name="computed">Called once the worker is free again and the chunk only waits for the store.</param>
    public async Task<ChunkResult> ProcessAsync(LandedFile file, int chunkIndex, IngestionSettings settings, CancellationToken cancellation, Action? computed = null)
    {
        using var output = await ComputeAsync(file, chunkIndex, settings, cancellation);
        computed?.Invoke();
        await output.StoreAsync(_store, cancellation);
        return output.Result;
    }

    public void Dispose()
    {
        _ = _drafts.DropAsync(null);
        _workers.Dispose();
    }

    private async Task<ChunkOutput> ComputeAsync(LandedFile file, int chunkIndex, IngestionSettings settings, CancellationToken cancellation)
    {
        var range = file.Chunks[chunkIndex];
        var fingerprint = WorkFingerprint.OfChunk(file, range, settings);
        var ahead = await _drafts.TakeAsync(file.Id, fingerprint);
        var worker = _workers.Rent(file, settings);
        try
        {
            using var raw = ahead is null ? await _store.OpenAsync(file.RawKey, cancellation) : null;
            var draft = ahead ?? worker.Draft(raw!, range, cancellation);
            return Complete(draft, worker, file, new ChunkId(file.Id, chunkIndex), fingerprint);
        }
        finally
        {
            _workers.Return(worker);
            if (ahead is not null) _drafts.Drop(ahead);
        }
    }

    private static ChunkOutput Complete(ChunkDraft draft, Worker worker, LandedFile file, ChunkId chunk, string fingerprint)
    {
        var output = new ChunkOutput(chunk.Index, draft.Rows);
        if (draft.Part is not null)
        {
            var key = LakeKeys.Part(Zone.Staging, chunk, fingerprint);
            if (draft.Sketches is not null) output.AddSketches(LakeKeys.PartSketches(key), draft.Sketches);
            output.AddPart(key, worker.Writer.Complete(draft.Part, Encoding.ASCII.GetBytes(file.Sha256)));
        }

        if (draft.Quarantine is not null)
        {
            var origin = new QuarantineSource(chunk, Path.GetFileName(file.RawKey), file.Sha256, worker.Rules.Fingerprint);
            output.AddQuarantine(LakeKeys.Part(Zone.Quarantine, chunk, fingerprint), draft.Quarantine.Complete(origin));
        }

        return output;
    }
}
