using Microsoft.Win32.SafeHandles;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Storage.Local;

/// <summary>
/// Reads ranges of one file. A large one that is announced the kernel fetches ahead of its reader, and forgets once it has been read: what is
/// read once only takes no memory from what is read again. Keeps to the object it opened even when that is replaced or deleted meanwhile.
/// </summary>
internal sealed class LocalObjectReader(string location, string key, SafeFileHandle handle) : IObjectReader
{
    /// <summary>What is smaller, as parts are, will soon be read again.</summary>
    private const long MinAnnouncedBytes = 16 << 20;

    /// <summary>What a machine reads ahead on its own is often too little for a disk that answers slowly.</summary>
    private const long AheadBytes = 4 << 20;

    private long _announcedStart;
    private long _announcedEnd;
    private long _aheadEnd;

    public long LengthBytes { get; } = RandomAccess.GetLength(handle);

    public void Announce(long offset, long lengthBytes)
    {
        Forget();
        if (lengthBytes < MinAnnouncedBytes) return;
        (_announcedStart, _announcedEnd, _aheadEnd) = (offset, Math.Min(offset + lengthBytes, LengthBytes), offset);
        Posix.Advise(handle, offset, lengthBytes, FileAdvice.Sequential);
    }

    public int Read(long offset, Span<byte> buffer)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        FetchAhead(offset + buffer.Length);
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

    /// <summary>Keeps between one and two steps ahead.</summary>
    private void FetchAhead(long readEnd)
    {
        while (_aheadEnd < _announcedEnd && _aheadEnd < readEnd + AheadBytes)
        {
            var length = Math.Min(AheadBytes, _announcedEnd - _aheadEnd);
            Posix.Advise(handle, _aheadEnd, length, FileAdvice.WillNeed);
            _aheadEnd += length;
        }
    }

    private void Forget()
    {
        if (_announcedEnd > _announcedStart) Posix.Advise(handle, _announcedStart, _announcedEnd - _announcedStart, FileAdvice.DontNeed);
        (_announcedStart, _announcedEnd, _aheadEnd) = (0, 0, 0);
    }
}
