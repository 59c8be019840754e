using System.Buffers;
using System.Security.Cryptography;

namespace OpenPayments.Ingestion.Stores;

/// <summary>SHA-256 of a whole object, lower-case hex, read once from its start to its end.</summary>
public static class ObjectHash
{
    private const int BufferBytes = 1 << 20;

    public static async Task<string> ComputeAsync(IObjectStore store, string key, CancellationToken cancellation)
    {
        using var reader = await store.OpenAsync(key, cancellation);
        return Compute(reader, null, cancellation);
    }

    /// <param name="reportBytes">Told of each piece how long it was.</param>
    public static string Compute(IObjectReader reader, Action<int>? reportBytes, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        reader.Announce(0, reader.LengthBytes);
        try
        {
            for (long offset = 0; offset < reader.LengthBytes;)
            {
                cancellation.ThrowIfCancellationRequested();
                var count = reader.Read(offset, buffer);
                if (count == 0) break;
                hash.AppendData(buffer, 0, count);
                reportBytes?.Invoke(count);
                offset += count;
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
