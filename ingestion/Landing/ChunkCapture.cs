using System.Collections.Immutable;

namespace OpenPayments.Ingestion.Landing;

/// <summary>Holds on to whole chunks of the bytes that pass by while a file lands.</summary>
/// <param name="mayHoldUp">Whether landing may wait for blocks that chunks hold; otherwise a chunk for which there are not enough is left out.</param>
/// <param name="captured">Takes the chunk over and disposes it.</param>
internal sealed class ChunkCapture(long chunkSizeBytes, LandingBlocks blocks, bool mayHoldUp, Action<CapturedChunk> captured) : IDisposable
{
    private readonly Queue<LandingBlock> _held = new();
    private bool _hasBegun;
    private bool _isHolding;
    private int _cutCount;
    private volatile bool _isStopped;

    public LandingBlocks Blocks => blocks;

    /// <summary>The most blocks that one chunk holds: the record at its end may be a long one, and the blocks at both ends are shared with its neighbours.</summary>
    public static int MaxHeldCount(long chunkSizeBytes) => (int)(chunkSizeBytes / LandingBlock.CapacityBytes) + 4;

    /// <summary>No further chunk is begun.</summary>
    public void Stop() => _isStopped = true;

    /// <param name="block">The file's next bytes.</param>
    /// <param name="planner">Has been told of the records that end in them.</param>
    public void Append(LandingBlock block, ChunkPlanner planner)
    {
        if (_isHolding) Hold(block);
        if (!_hasBegun && planner.HeaderEnd is { } headerEnd)
        {
            _hasBegun = true;
            Begin(headerEnd, block);
        }

        while (_cutCount < planner.Chunks.Count)
        {
            var chunk = planner.Chunks[_cutCount++];
            Cut(chunk);
            Begin(chunk.EndBytes, block);
        }
    }

    /// <summary>The file has ended, and its last chunk with it.</summary>
    /// <param name="chunks">All of the file.</param>
    public void Complete(ImmutableArray<ChunkRange> chunks)
    {
        if (_cutCount < chunks.Length) Cut(chunks[^1]);
        GiveUp();
    }

    public void Dispose()
    {
        Stop();
        GiveUp();
    }

    private void Hold(LandingBlock block)
    {
        _held.Enqueue(block.Share());
        if (_held.Count > MaxHeldCount(chunkSizeBytes) || (!mayHoldUp && blocks.FreeCount < LandingBlocks.FlowCount)) GiveUp();
    }

    private void Cut(ChunkRange chunk)
    {
        if (_isHolding) captured(new CapturedChunk(chunk, new Queue<LandingBlock>(_held.Where(held => held.OffsetBytes < chunk.EndBytes).Select(held => held.Share()))));
    }

    /// <summary>A chunk begins at an offset that has passed by: in the blocks of the chunk before, or in the one at hand.</summary>
    private void Begin(long offset, LandingBlock block)
    {
        while (_held.TryPeek(out var held) && held.EndBytes <= offset) _held.Dequeue().Release();
        if (_isStopped)
        {
            GiveUp();
        }
        else if (!_isHolding && offset >= block.OffsetBytes)
        {
            _isHolding = true;
            if (offset < block.EndBytes) Hold(block);
        }
    }

    private void GiveUp()
    {
        _isHolding = false;
        while (_held.TryDequeue(out var block)) block.Release();
    }
}
