using System.Runtime.InteropServices;

namespace OpenPayments.Ingestion.Stores;

/// <summary>Memory outside the managed heap, for what is large and has an end that is known: it is given back at once. For one owner, who disposes it.</summary>
internal sealed unsafe class NativeBuffer(int lengthBytes) : IDisposable
{
    private byte* _bytes = (byte*)NativeMemory.Alloc((nuint)lengthBytes);

    public int Length { get; } = lengthBytes;

    public Span<byte> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(_bytes is null, this);
            return new Span<byte>(_bytes, Length);
        }
    }

    public static NativeBuffer CopyOf(ReadOnlySpan<byte> bytes)
    {
        var copy = new NativeBuffer(bytes.Length);
        bytes.CopyTo(copy.Span);
        return copy;
    }

    public void Dispose()
    {
        NativeMemory.Free(_bytes);
        _bytes = null;
    }
}
