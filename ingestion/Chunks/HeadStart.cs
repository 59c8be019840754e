using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Sources;

namespace OpenPayments.Ingestion.Chunks;

/// <summary>
/// Computes chunks of a file while it still lands, with the cores that landing leaves idle: from bytes captured as they pass by to
/// drafts, which are completed when their chunk is asked for. Unless landing has succeeded, nothing is left of it once it is disposed.
/// </summary>
internal sealed class HeadStart : IAsyncDisposable
{
    /// <summary>Stands for the file's hash until that is known; as long as every other.</summary>
    private static readonly string UnknownSha256 = new('0', 64);

    private readonly WorkerPool _workers;
    private readonly CaptureBuffers _buffers;
    private readonly ChunkDrafts _drafts;
    private readonly LandedFile _file;
    private readonly IngestionSettings _settings;
    private readonly TakeSlot _takeSlot;
    private readonly List<(ChunkRange Range, Task<ChunkDraft?> Draft)> _begun = [];

    // Never disposed: chunks under way look at them after landing.
    private readonly CancellationTokenSource _landingEnded = new();
    private readonly CancellationTokenSource _landingFailed = new();

    /// <param name="takeSlot">Every chunk takes a slot; those that have none yet when landing ends are left to be asked for.</param>
    public HeadStart(WorkerPool workers, CaptureBuffers buffers, ChunkDrafts drafts, SourceFile source, IngestionSettings settings, TakeSlot takeSlot)
    {
        (_workers, _buffers, _drafts, _settings, _takeSlot) = (workers, buffers, drafts, settings, takeSlot);
        _file = new LandedFile(source.Id, RawKey: "", UnknownSha256, source.LengthBytes, RecordCount: 0, BlankLineCount: 0, TextEncoding.Utf8, source.Layout, Chunks: []);
        Capture = new ChunkCapture(source.LengthBytes, settings.ChunkSizeBytes, buffers, Begin);
        buffers.BeginLanding();
    }

    public ChunkCapture Capture { get; }

    /// <summary>The file has landed. Its drafts can be used unless it turned out to be spelt in another way than most.</summary>
    public void Complete(LandedFile landed)
    {
        _landingEnded.Cancel();
        if (landed.Encoding != _file.Encoding) return;
        foreach (var (range, draft) in _begun) _drafts.Add(landed.Id, WorkFingerprint.OfChunk(landed, range, _settings), draft);
        _begun.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        Capture.Dispose();
        if (_begun.Count > 0) await DropAsync();
        _buffers.EndLanding();
    }

    private async Task DropAsync()
    {
        await _landingEnded.CancelAsync();
        await _landingFailed.CancelAsync();
        foreach (var (_, begun) in _begun)
            if (await begun is { } draft)
                _drafts.Drop(draft);
    }

    private void Begin(CapturedChunk chunk) => _begun.Add((chunk.Range, Task.Run(() => ComputeAsync(chunk))));

    private async Task<ChunkDraft?> ComputeAsync(CapturedChunk chunk)
    {
        using (chunk)
        {
            try
            {
                using var slot = await _takeSlot(_landingEnded.Token);
                return Compute(chunk);
            }
            catch (Exception)
            {
                // Withdrawn; or it will be met again, and told, when the chunk is asked for.
                return null;
            }
        }
    }

    private ChunkDraft? Compute(CapturedChunk chunk)
    {
        var worker = _workers.Rent(_file, _settings);
        try
        {
            var draft = worker.Draft(chunk, chunk.Range, _landingFailed.Token);
            if (_drafts.TryKeep(draft)) return draft;
            Capture.Stop();
            return null;
        }
        finally
        {
            _workers.Return(worker);
        }
    }
}
