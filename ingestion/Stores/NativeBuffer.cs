using System.Buffers;
using System.Runtime.InteropServices;

namespace OpenPayments.Ingestion.Stores;

/// <summary>
/// Memory outside the managed heap, for what is large and has an end that is known: it is given back at once. Begins at a memory page, so that a
/// store may hand it to a disk as it is. For one owner, who disposes it.
/// </summary>
internal sealed unsafe partial class NativeBuffer : MemoryManager<byte>
{
    private const int HugePageBytes = 2 << 20;

    /// <summary><c>MADV_HUGEPAGE</c>, madvise(2).</summary>
    private const int AdviseHugePages = 14;

    private byte* _bytes;

    public NativeBuffer(int lengthBytes)
        : this(lengthBytes, IObjectStore.PageBytes)
    {
    }

    private NativeBuffer(int lengthBytes, int alignmentBytes)
    {
        _bytes = (byte*)NativeMemory.AlignedAlloc((nuint)lengthBytes, (nuint)alignmentBytes);
        Length = lengthBytes;
    }

    public int Length { get; }

    public Span<byte> Span => GetSpan();

    /// <summary>
    /// For what is written from its start to its end and is many megabytes: the system is asked to give it pages of 2 MiB when it is first touched, and not one of
    /// 4 KiB each time. Where it has none to give, or does not know the question, this is a buffer like any other.
    /// </summary>
    public static NativeBuffer InHugePages(int lengthBytes)
    {
        var buffer = new NativeBuffer(lengthBytes, HugePageBytes);
        if (OperatingSystem.IsLinux()) _ = Advise(buffer._bytes, (nuint)lengthBytes, AdviseHugePages);
        return buffer;
    }

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

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(byte* bytes, nuint lengthBytes, int advice);
}
