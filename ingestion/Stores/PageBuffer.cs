using System.Runtime.InteropServices;

namespace OpenPayments.Ingestion.Stores;

/// <summary>
/// Memory that a store may hand to a disk as it is: it begins at a memory page and stays where it is. Large pieces of an object
/// are best written from such.
/// </summary>
public static class PageBuffer
{
    /// <summary>What every disk in use is content with: its logical block is at most this long.</summary>
    public const int PageBytes = 4096;

    public static Memory<byte> Allocate(int lengthBytes)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(lengthBytes + PageBytes, pinned: true);
        var address = (long)Marshal.UnsafeAddrOfPinnedArrayElement(bytes, 0);
        return bytes.AsMemory((int)(-address & (PageBytes - 1)), lengthBytes);
    }
}
