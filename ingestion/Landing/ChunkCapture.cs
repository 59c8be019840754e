using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Landing;

/// <summary>
/// Copies whole chunks out of the bytes that pass by while a file lands, as many as there are buffers for. A chunk that begins
/// while none is free is left out: landing never waits.
/// </summary>
/// <param name="fileLengthBytes">The last chunk is known when all is over, so nothing would be gained by it.</param>
/// <param name="captured">Takes the chunk over and disposes it.</param>
internal sealed class ChunkCapture(long fileLengthBytes, long chunkSizeBytes, CaptureBuffers buffers, Action<CapturedChunk> captured) : IDisposable
{
    /// <summary>Larger chunks are not captured: that would be a question of memory.</summary>
    public const long MaxChunkSizeBytes = 2 * IngestionSettings.DefaultChunkSizeBytes;

    /// <summary>What may have come by before it is known where a chunk ends: the bytes at hand, and those before them in which no record ended.</summary>
    private const int SlackBytes = 4 * HashLane.BufferBytes;

    private NativeBuffer? _buffer;
    private int _length;
    private long _endOffset;
    private bool _hasBegun;
    private int _cutCount;
    private volatile bool _isStopped;

    /// <summary>No further chunk is begun.</summary>
    public void Stop() => _isStopped = true;

    /// <param name="window">The file's next bytes.</param>
    /// <param name="planner">Has been told of the records that end in them.</param>
    public void Append(ReadOnlySpan<byte> window, ChunkPlanner planner)
    {
        _endOffset += window.Length;
        Copy(window);
        if (!_hasBegun && planner.HeaderEnd is { } headerEnd)
        {
            _hasBegun = true;
            Begin(headerEnd, window);
        }

        while (_cutCount < planner.Chunks.Count)
            Cut(planner.Chunks[_cutCount++], window);
    }

    public void Dispose()
    {
        Stop();
        GiveUp();
    }

    private void Copy(ReadOnlySpan<byte> window)
    {
        if (_buffer is null) return;
        if (window.Length > _buffer.Length - _length)
        {
            GiveUp();
            return;
        }

        window.CopyTo(_buffer.Span[_length..]);
        _length += window.Length;
    }

    private void Cut(ChunkRange chunk, ReadOnlySpan<byte> window)
    {
        var bytes = _buffer;
        Begin(chunk.OffsetBytes + chunk.LengthBytes, window);
        if (bytes is not null) captured(new CapturedChunk(chunk, bytes, buffers));
    }

    /// <summary>A chunk begins at an offset that has passed by: with what the chunk before has of it, or the bytes at hand.</summary>
    private void Begin(long offset, ReadOnlySpan<byte> window)
    {
        var available = _buffer is null ? window : _buffer.Span[.._length];
        _buffer = null;
        var length = _endOffset - offset;
        var capacity = chunkSizeBytes + SlackBytes;
        if (_isStopped || chunkSizeBytes > MaxChunkSizeBytes || offset + chunkSizeBytes >= fileLengthBytes) return;
        if (length > available.Length || length > capacity || (_buffer = buffers.TryRent((int)capacity)) is null) return;

        available[^(int)length..].CopyTo(_buffer.Span);
        _length = (int)length;
    }

    private void GiveUp()
    {
        if (_buffer is not null) buffers.Return(_buffer);
        _buffer = null;
    }
}
