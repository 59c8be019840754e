using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Landing;

/// <summary>
/// The bytes of one chunk while they are in memory, to be read once, from its start to its end, at the offsets that they have in their file. A block
/// is released as soon as it has been read.
/// </summary>
/// <param name="blocks">Those that hold the chunk, in order; they are shared with it.</param>
internal sealed class CapturedChunk(ChunkRange range, Queue<LandingBlock> blocks) : IObjectReader
{
    public ChunkRange Range => range;

    public long LengthBytes => range.EndBytes;

    public int Read(long offset, Span<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, LengthBytes - offset);
        for (var rest = buffer[..count]; !rest.IsEmpty;)
        {
            while (blocks.Peek().EndBytes <= offset) blocks.Dequeue().Release();
            var bytes = blocks.Peek().Span[(int)(offset - blocks.Peek().OffsetBytes)..];
            bytes = bytes[..Math.Min(bytes.Length, rest.Length)];
            bytes.CopyTo(rest);
            rest = rest[bytes.Length..];
            offset += bytes.Length;
        }

        return count;
    }

    public void Dispose()
    {
        while (blocks.TryDequeue(out var block)) block.Release();
    }
}
