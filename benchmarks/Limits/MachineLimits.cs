using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using OpenPayments.Benchmarks.S3;
using OpenPayments.Storage.Local;
using ZstdNet;

namespace OpenPayments.Benchmarks.Limits;

/// <summary>What no ingest can be faster than, on one core: memory, hashing, compressing, the disk.</summary>
internal static class MachineLimits
{
    private const string Key = "raw/limit";
    private const int CompressedBytes = 64 << 20;

    public static async Task<IReadOnlyList<Rate>> MeasureAsync(byte[] content, string folder, CancellationToken cancellation)
    {
        var store = new LocalObjectStore(Path.Combine(folder, "disk"));
        using var options = new CompressionOptions(1);
        using var compressor = new Compressor(options);
        var sample = content.AsMemory(0, Math.Min(CompressedBytes, content.Length));
        return
        [
            Timing.Rate("read memory", content.Length, () => Sum(content)),
            Timing.Rate("touch memory for the first time", content.Length, () => Touch(content.Length)),
            Timing.Rate("SHA-256", content.Length, () => SHA256.HashData(content)),
            Timing.Rate("zstd, level 1, of the CSV", sample.Length, () => compressor.Wrap(sample.Span)),
            await Timing.RateAsync("write a file and flush it to the disk", content.Length, () => WriteAsync(store, content, cancellation)),
            await Timing.RateAsync("read it back from the disk", content.Length, () => ObjectCopy.GetAsync(store, Key, cancellation)),
        ];
    }

    private static ulong Sum(byte[] content)
    {
        var sum = Vector<ulong>.Zero;
        foreach (var block in MemoryMarshal.Cast<byte, Vector<ulong>>(content)) sum += block;
        return Vector.Sum(sum);
    }

    /// <summary>A byte of every page: what the system does for each before it can be used, and on a virtual machine its host.</summary>
    private static int Touch(int lengthBytes)
    {
        var memory = Marshal.AllocHGlobal(lengthBytes);
        for (var offset = 0; offset < lengthBytes; offset += Environment.SystemPageSize) Marshal.WriteByte(memory, offset, 1);
        Marshal.FreeHGlobal(memory);
        return lengthBytes;
    }

    private static async Task WriteAsync(LocalObjectStore store, byte[] content, CancellationToken cancellation)
    {
        await store.DeleteAsync(Key, cancellation);
        await ObjectCopy.PutAsync(store, Key, PiecesOf(content), cancellation);
    }

    private static IEnumerable<ReadOnlyMemory<byte>> PiecesOf(byte[] content)
    {
        for (var offset = 0; offset < content.Length; offset += ObjectCopy.PieceBytes)
            yield return content.AsMemory(offset, Math.Min(ObjectCopy.PieceBytes, content.Length - offset));
    }
}
