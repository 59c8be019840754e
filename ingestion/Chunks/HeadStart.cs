using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Sources;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Chunks;

/// <summary>
/// Computes chunks of a file while it still lands: from bytes captured as they pass by to drafts, which are completed when their chunk is asked
/// for. Unless landing has succeeded, nothing is left of it once it is disposed.
/// </summary>
internal sealed class HeadStart : IAsyncDisposable
{
    /// <summary>Stands for the file's hash until that is known; as long as every other.</summary>
    private static readonly string UnknownSha256 = new('0', 64);

    private readonly IObjectStore _store;
    private readonly WorkerPool _workers;
    private readonly ChunkDrafts _drafts;
    private readonly LandedFile _file;
    private readonly IngestionSettings _settings;
    private readonly TakeSlot _takeSlot;
    private readonly EitherSlot? _lentSlot;
    private readonly List<(ChunkRange Range, Task<ChunkDraft?> Draft)> _begun = [];

    // Never disposed: chunks under way look at them after landing.
    private readonly CancellationTokenSource _landingEnded = new();
    private readonly CancellationTokenSource _landingFailed = new();

    /// <param name="blocks">Freed when nothing of the file is in them any more.</param>
    /// <param name="slots">Every chunk takes one.</param>
    public HeadStart(IObjectStore store, WorkerPool workers, ChunkDrafts drafts, LandingBlocks blocks, SourceFile source, IngestionSettings settings, LandingSlots slots)
    {
        (_store, _workers, _drafts, _settings) = (store, workers, drafts, settings);
        _file = new LandedFile(source.Id, RawKey: "", UnknownSha256, source.LengthBytes, RecordCount: 0, BlankLineCount: 0, TextEncoding.Utf8, source.Layout, Chunks: []);
        var mayHoldUp = CaptureRoom.MayHoldUp(slots);
        _lentSlot = mayHoldUp ? new EitherSlot(slots.TakeSpare) : null;
        _takeSlot = _lentSlot is null ? slots.TakeSpare : _lentSlot.TakeAsync;
        Capture = new ChunkCapture(settings.ChunkSizeBytes, blocks, mayHoldUp, Begin);
    }

    public ChunkCapture Capture { get; }

    /// <summary>
    /// The file has landed. Its drafts can be used unless it turned out to be spelt in another way than most. Where landing has lent its slot it waits
    /// until that comes back from all who want it; chunks that have none then are left to be asked for.
    /// </summary>
    public async Task CompleteAsync(LandedFile landed, CancellationToken cancellation)
    {
        if (_lentSlot is not null) await _lentSlot.TakeBackAsync(cancellation);
        await _landingEnded.CancelAsync();
        if (landed.Encoding != _file.Encoding) return;
        foreach (var (range, draft) in _begun) _drafts.Add(landed.Id, WorkFingerprint.OfChunk(landed, range, _settings), draft);
        _begun.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        Capture.Dispose();
        Capture.Blocks.Dispose();
        if (_begun.Count > 0) await DropAsync();
    }

    private async Task DropAsync()
    {
        await _landingEnded.CancelAsync();
        await _landingFailed.CancelAsync();
        foreach (var (_, begun) in _begun)
            if (await begun is { } draft)
                _drafts.Drop(draft);
    }

    /// <summary>The slot is asked for at once: landing stands behind all of its chunks when it wants its own back, however late their threads come.</summary>
    private void Begin(CapturedChunk chunk)
    {
        var slot = TakeSlotAsync();
        _begun.Add((chunk.Range, Task.Run(() => ComputeAsync(chunk, slot))));
    }

    private async Task<IDisposable> TakeSlotAsync() => await _takeSlot(_landingEnded.Token);

    private async Task<ChunkDraft?> ComputeAsync(CapturedChunk chunk, Task<IDisposable> slot)
    {
        using (chunk)
        {
            ChunkDraft? draft = null;
            try
            {
                draft = await DraftAsync(chunk, slot);
                if (draft?.Part?.Head is { } head) await head.FlushAsync(CancellationToken.None);
                return draft;
            }
            catch (Exception)
            {
                // Withdrawn; or it will be met again, and told, when the chunk is asked for. What could not be flushed may be lost, whatever a later flush says.
                if (draft is not null) _drafts.Drop(draft);
                return null;
            }
        }
    }

    private async Task<ChunkDraft?> DraftAsync(CapturedChunk chunk, Task<IDisposable> slot)
    {
        using var _ = await slot;
        var worker = _workers.Rent(_file, _settings);
        try
        {
            return await KeepAsync(worker.Draft(chunk, chunk.Range, _landingFailed.Token));
        }
        finally
        {
            _workers.Return(worker);
        }
    }

    /// <summary>Null when there is no room for it.</summary>
    private async Task<ChunkDraft?> KeepAsync(ChunkDraft draft)
    {
        var hasRoom = false;
        try
        {
            await draft.KeepAsync(_store, _landingFailed.Token);
            hasRoom = _drafts.TryMakeRoom(draft);
            if (!hasRoom) Capture.Stop();
            return hasRoom ? draft : null;
        }
        finally
        {
            if (!hasRoom) draft.Dispose();
        }
    }
}
