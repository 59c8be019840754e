using Microsoft.Win32.SafeHandles;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Storage.Local;

/// <summary>
/// Reads ranges of one file: an announced one ahead of its reader, anything else as it is asked for. Keeps to the object it
/// opened even when that is replaced or deleted meanwhile.
/// </summary>
internal sealed class LocalObjectReader(string location, string key, SafeFileHandle handle) : IObjectReader
{
    private ReadAhead? _ahead;

    public long LengthBytes { get; } = RandomAccess.GetLength(handle);

    public void Announce(long offset, long lengthBytes)
    {
        // Of a range that one block holds there is nothing to read ahead.
        if (lengthBytes > ReadAhead.BlockBytes) _ahead ??= ReadAhead.TryStart(handle);
        _ahead?.Announce(offset, Math.Min(offset + lengthBytes, LengthBytes));
    }

    public int Read(long offset, Span<byte> buffer)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        try
        {
            var total = _ahead?.Read(offset, buffer) ?? 0;
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
}
