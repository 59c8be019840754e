using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using OpenPayments.Storage.Local;
using ZstdNet;

namespace OpenPayments.Benchmarks.Limits;

/// <summary>What no ingest can be faster than, on one core: reading memory, hashing, compressing, the disk.</summary>
internal static class MachineLimits
{
    private const int PieceBytes = 1 << 20;
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
            Timing.Rate("SHA-256", content.Length, () => SHA256.HashData(content)),
            Timing.Rate("zstd, level 1, of the CSV", sample.Length, () => compressor.Wrap(sample.Span)),
            await Timing.RateAsync("write a file and flush it to the disk", content.Length, () => WriteAsync(store, content, cancellation)),
            await Timing.RateAsync("read it back from the disk", content.Length, () => ReadAsync(store, cancellation)),
        ];
    }

    private static ulong Sum(byte[] content)
    {
        var sum = Vector<ulong>.Zero;
        foreach (var block in MemoryMarshal.Cast<byte, Vector<ulong>>(content)) sum += block;
        return Vector.Sum(sum);
    }

    private static async Task WriteAsync(LocalObjectStore store, byte[] content, CancellationToken cancellation)
    {
        await store.DeleteAsync("raw/limit", cancellation);
        await using var writer = await store.CreateAsync("raw/limit", cancellation);
        for (var offset = 0; offset < content.Length; offset += PieceBytes)
            await writer.WriteAsync(content.AsMemory(offset, Math.Min(PieceBytes, content.Length - offset)), cancellation);
        await writer.CommitIfAbsentAsync(cancellation);
    }

    private static async Task ReadAsync(LocalObjectStore store, CancellationToken cancellation)
    {
        using var reader = await store.OpenAsync("raw/limit", cancellation);
        reader.Announce(0, reader.LengthBytes);
        var buffer = new byte[PieceBytes];
        for (var offset = 0L; offset < reader.LengthBytes;) offset += reader.Read(offset, buffer);
    }
}
