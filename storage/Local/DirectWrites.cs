using System.Buffers;
using Microsoft.Win32.SafeHandles;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Storage.Local;

/// <summary>
/// Lets large aligned writes of one file go around the page cache (<c>O_DIRECT</c>, see open(2)). A raw file of many gigabytes
/// then costs neither the copy into the cache, nor the wait until that is flushed, nor what else the cache held. Where the file
/// system will have none of it, and outside Linux, all writes are plain ones.
/// </summary>
internal sealed class DirectWrites(SafeFileHandle handle)
{
    private const int MinWriteBytes = 1 << 20;

    private bool _isSupported = OperatingSystem.IsLinux();
    private bool _isDirect;

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, long offset, CancellationToken cancellation)
    {
        using var pin = bytes.Pin();
        Switch(_isSupported && bytes.Length >= MinWriteBytes && IsAligned(pin, bytes.Length, offset));
        try
        {
            await RandomAccess.WriteAsync(handle, bytes, offset, cancellation);
        }
        catch (Exception failure) when (_isDirect && failure is IOException or ArgumentException)
        {
            // Some file systems take the flag and refuse the write. What a full disk has to say, the plain write says too.
            _isSupported = false;
            Switch(false);
            await RandomAccess.WriteAsync(handle, bytes, offset, cancellation);
        }
    }

    private void Switch(bool isDirect)
    {
        if (isDirect == _isDirect) return;
        if (Posix.TrySetDirect(handle, isDirect)) _isDirect = isDirect;
        else _isSupported = false;
    }

    private static unsafe bool IsAligned(MemoryHandle pin, int length, long offset) =>
        (((nint)pin.Pointer | length | (nint)offset) & (IObjectStore.PageBytes - 1)) == 0;
}
