using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Sources;

namespace OpenPayments.Ingestion.Chunks;

/// <summary>The memory in which a process captures chunks of files that land. One landing has it at a time; it is free again when the last of its chunks has been read.</summary>
internal sealed class CaptureRoom
{
    /// <summary>Larger chunks are not captured: that would be a question of memory.</summary>
    private const long MaxChunkSizeBytes = 2 * IngestionSettings.DefaultChunkSizeBytes;

    /// <summary>With more slots than this one stream cannot keep them busy from memory that one would give it.</summary>
    private const int MaxChunkCount = 8;

    private int _isTaken;

    public bool IsTaken => Volatile.Read(ref _isTaken) == 1;

    /// <summary>Whether landing waits for the chunks that are computed from its bytes, rather than run ahead of them.</summary>
    public static bool MayHoldUp(LandingSlots slots) => slots is { IsAlone: true, Count: <= MaxChunkCount };

    /// <summary>Null when another file has the room, or nothing of this one could be captured.</summary>
    public LandingBlocks? TryTake(SourceFile source, long chunkSizeBytes, LandingSlots slots)
    {
        if (chunkSizeBytes > MaxChunkSizeBytes || chunkSizeBytes >= source.LengthBytes) return null;
        if (Interlocked.Exchange(ref _isTaken, 1) == 1) return null;
        return new LandingBlocks(BlockCountOf(chunkSizeBytes, slots), () => Volatile.Write(ref _isTaken, 0));
    }

    /// <summary>
    /// Chunks give their blocks back while they are read: where landing waits for that, they come to be read at different times, so that each holds half
    /// of its own on average beside the one that is filled. Where it does not wait, one whole chunk may lie there until there is a slot for it.
    /// </summary>
    private static int BlockCountOf(long chunkSizeBytes, LandingSlots slots)
    {
        var halves = MayHoldUp(slots) ? slots.Count + 1 : 4;
        return LandingBlocks.FlowCount + halves * ChunkCapture.MaxHeldCount(chunkSizeBytes) / 2;
    }
}
