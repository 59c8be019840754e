using Microsoft.Win32.SafeHandles;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Storage.Local;

/// <summary>
/// Reads ranges of one file. A large one that is announced the kernel fetches further ahead of its reader, and forgets once it has been read: what is
/// read once only takes no memory from what is read again. Keeps to the object it opened even when that is replaced or deleted meanwhile.
/// </summary>
internal sealed class LocalObjectReader(string location, string key, SafeFileHandle handle) : IObjectReader
{
    /// <summary>What is smaller, as parts are, will soon be read again.</summary>
    private const long MinAnnouncedBytes = 16 << 20;

    private (long Offset, long LengthBytes) _announced;

    public long LengthBytes { get; } = RandomAccess.GetLength(handle);

    public void Announce(long offset, long lengthBytes)
    {
        Forget();
        if (lengthBytes < MinAnnouncedBytes) return;
        _announced = (offset, lengthBytes);
        // Not WillNeed: what is asked for so comes in single pages, which costs more than it saves.
        Posix.Advise(handle, offset, lengthBytes, FileAdvice.Sequential);
    }

    public int Read(long offset, Span<byte> buffer)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        try
        {
            var total = 0;
            while (total < buffer.Length)
            {
                var count = RandomAccess.Read(handle, buffer[total..], offset + total);
                if (count == 0) break;
                total += count;
            }

            return total;
        }
        catch (Exception failure) when (LocalErrors.IsStorageTrouble(failure))
        {
            throw LocalErrors.Read(location, key, failure);
        }
    }

    public void Dispose()
    {
        Forget();
        handle.Dispose();
    }

    private void Forget()
    {
        if (_announced.LengthBytes > 0) Posix.Advise(handle, _announced.Offset, _announced.LengthBytes, FileAdvice.DontNeed);
        _announced = default;
    }
}
