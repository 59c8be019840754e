using Microsoft.Win32.SafeHandles;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Storage.Local;

/// <summary>Reads ranges of one file. Keeps to the object it opened even when that is replaced or deleted meanwhile.</summary>
internal sealed class LocalObjectReader(string location, string key, SafeFileHandle handle) : IObjectReader
{
    /// <summary>Shorter reads look something up, and are served from the page cache; longer ones go through a file from one end.</summary>
    private const int MinReadAheadBytes = 128 << 10;

    private ReadAhead? _ahead;
    private bool _isAheadTried;

    public long LengthBytes { get; } = RandomAccess.GetLength(handle);

    public int Read(long offset, Span<byte> buffer)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        try
        {
            if (buffer.Length >= MinReadAheadBytes && StartedReadAhead() is { } ahead) return ahead.Read(offset, buffer);

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
        _ahead?.Dispose();
        handle.Dispose();
    }

    private ReadAhead? StartedReadAhead()
    {
        if (_isAheadTried) return _ahead;
        _isAheadTried = true;
        return _ahead = ReadAhead.TryStart(handle, LengthBytes);
    }
}
