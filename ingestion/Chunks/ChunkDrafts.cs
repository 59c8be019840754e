using System.Collections.Concurrent;
using OpenPayments.Ingestion.Runs;

namespace OpenPayments.Ingestion.Chunks;

/// <summary>
/// Drafts of landed files that wait for their chunk to be asked for. They are a cache: whatever is dropped or lost is computed
/// from the raw zone. A draft goes by the <see cref="WorkFingerprint"/> of its chunk, so it is never taken for other work.
/// </summary>
/// <param name="roomBytes">What all drafts may hold in memory together.</param>
internal sealed class ChunkDrafts(long roomBytes)
{
    private readonly ConcurrentDictionary<(FileId File, string Fingerprint), Task<ChunkDraft?>> _waiting = new();
    private long _heldBytes;

    public int WaitingCount => _waiting.Count;

    public long HeldBytes => Interlocked.Read(ref _heldBytes);

    /// <summary>Makes room for a draft that was kept; false when there is none.</summary>
    public bool TryMakeRoom(ChunkDraft draft)
    {
        if (Interlocked.Add(ref _heldBytes, draft.KeptBytes) <= roomBytes) return true;
        Interlocked.Add(ref _heldBytes, -draft.KeptBytes);
        return false;
    }

    /// <summary>The end of a draft that there was room for.</summary>
    public void Drop(ChunkDraft draft)
    {
        Interlocked.Add(ref _heldBytes, -draft.KeptBytes);
        draft.Dispose();
    }

    /// <param name="draft">May still be under way; never fails, but null may come of it.</param>
    public void Add(FileId file, string fingerprint, Task<ChunkDraft?> draft) => _waiting[(file, fingerprint)] = draft;

    /// <summary>Null when there is none; otherwise the caller <see cref="Drop(ChunkDraft)">drops</see> it when done.</summary>
    public async Task<ChunkDraft?> TakeAsync(FileId file, string fingerprint) =>
        _waiting.TryRemove((file, fingerprint), out var draft) ? await draft : null;

    /// <param name="file">Of all files when null.</param>
    public Task DropAsync(FileId? file) =>
        Task.WhenAll(_waiting.Keys.Where(key => file is null || key.File == file).Select(async key =>
        {
            if (await TakeAsync(key.File, key.Fingerprint) is { } draft) Drop(draft);
        }));
}
