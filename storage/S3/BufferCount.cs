using System.Buffers;

namespace OpenPayments.Storage.S3;

/// <summary>Buffers of the store's readers and writers, counted: their number is what bounds its memory.</summary>
internal sealed class BufferCount
{
    private int _inUse;
    private int _peak;

    public int InUse => Volatile.Read(ref _inUse);

    public int Peak => Volatile.Read(ref _peak);

    public byte[] Rent(int lengthBytes)
    {
        var count = Interlocked.Increment(ref _inUse);
        for (var peak = Peak; count > peak; peak = Peak)
            if (Interlocked.CompareExchange(ref _peak, count, peak) == peak) break;
        return ArrayPool<byte>.Shared.Rent(lengthBytes);
    }

    public void Return(byte[] buffer)
    {
        Interlocked.Decrement(ref _inUse);
        ArrayPool<byte>.Shared.Return(buffer);
    }
}
