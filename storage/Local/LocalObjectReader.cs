using Microsoft.Win32.SafeHandles;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Storage.Local;

/// <summary>Reads ranges of one file. Keeps to the object it opened even when that is replaced or deleted meanwhile.</summary>
internal sealed class LocalObjectReader(string location, string key, SafeFileHandle handle) : IObjectReader
{
    public long LengthBytes { get; } = RandomAccess.GetLength(handle);

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

    public void Dispose() => handle.Dispose();
}
