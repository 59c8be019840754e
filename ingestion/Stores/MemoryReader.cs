namespace OpenPayments.Ingestion.Stores;

/// <summary>Bytes in memory, read as an object.</summary>
public sealed class MemoryReader(byte[] bytes) : IObjectReader
{
    public long LengthBytes => bytes.Length;

    public int Read(long offset, Span<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, bytes.Length - offset);
        bytes.AsSpan((int)offset, count).CopyTo(buffer);
        return count;
    }

    public void Dispose()
    {
    }
}
