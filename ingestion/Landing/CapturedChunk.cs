using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Landing;

/// <summary>The bytes of one chunk in memory, to be read at the offsets that they have in their file.</summary>
/// <param name="bytes">The chunk's come first; what is behind them does not belong to it.</param>
internal sealed class CapturedChunk(ChunkRange range, NativeBuffer bytes, CaptureBuffers buffers) : IObjectReader
{
    public ChunkRange Range => range;

    public long LengthBytes => range.OffsetBytes + range.LengthBytes;

    public int Read(long offset, Span<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, LengthBytes - offset);
        bytes.Span.Slice((int)(offset - range.OffsetBytes), count).CopyTo(buffer);
        return count;
    }

    public void Dispose() => buffers.Return(bytes);
}
