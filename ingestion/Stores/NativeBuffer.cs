using System.Buffers;
using System.Runtime.InteropServices;

namespace OpenPayments.Ingestion.Stores;

/// <summary>
/// Memory outside the managed heap, for what is large and has an end that is known: it is given back at once. Begins at a memory page, so that a
/// store may hand it to a disk as it is. For one owner, who disposes it.
/// </summary>
internal sealed unsafe class NativeBuffer(int lengthBytes) : MemoryManager<byte>
{
    private byte* _bytes = (byte*)NativeMemory.AlignedAlloc((nuint)lengthBytes, IObjectStore.PageBytes);

    public int Length { get; } = lengthBytes;

    public Span<byte> Span => GetSpan();

    public static NativeBuffer CopyOf(ReadOnlySpan<byte> bytes)
    {
        var copy = new NativeBuffer(bytes.Length);
        bytes.CopyTo(copy.Span);
        return copy;
    }

    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(_bytes is null, this);
        return new Span<byte>(_bytes, Length);
    }

    public override MemoryHandle Pin(int elementIndex = 0) => new(_bytes + elementIndex);

    public override void Unpin()
    {
    }

    public void Dispose() => Dispose(true);

    protected override void Dispose(bool disposing)
    {
        NativeMemory.AlignedFree(_bytes);
        _bytes = null;
    }
}
