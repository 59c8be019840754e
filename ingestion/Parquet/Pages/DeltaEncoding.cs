using System.Numerics;

namespace OpenPayments.Ingestion.Parquet.Pages;

/// <summary>
/// Parquet's DELTA_BINARY_PACKED: the first value, then blocks of differences less the smallest of them, packed in four
/// miniblocks each of its own width. Differences wrap around as the format wants, so any values fit.
/// </summary>
internal static class DeltaEncoding
{
    private const int BlockSize = 128;
    private const int MiniblockCount = 4;
    private const int MiniblockSize = BlockSize / MiniblockCount;

    public static void Write(ReadOnlySpan<long> values, ByteBuffer target)
    {
        target.WriteVarint(BlockSize);
        target.WriteVarint(MiniblockCount);
        target.WriteVarint((ulong)values.Length);
        target.WriteZigzag(values.IsEmpty ? 0 : values[0]);
        for (var i = 1; i < values.Length; i += BlockSize)
            WriteBlock(values[(i - 1)..Math.Min(values.Length, i + BlockSize)], target);
    }

    /// <param name="values">Those of the block, behind the one before it.</param>
    private static void WriteBlock(ReadOnlySpan<long> values, ByteBuffer target)
    {
        Span<ulong> differences = stackalloc ulong[BlockSize];
        differences.Clear();
        var count = values.Length - 1;
        var min = long.MaxValue;
        for (var i = 0; i < count; i++)
        {
            var difference = unchecked(values[i + 1] - values[i]);
            differences[i] = (ulong)difference;
            min = Math.Min(min, difference);
        }

        foreach (ref var difference in differences[..count])
            difference = unchecked(difference - (ulong)min);

        Span<byte> widths = stackalloc byte[MiniblockCount];
        for (var i = 0; i < MiniblockCount; i++)
            widths[i] = (byte)WidthOf(differences.Slice(i * MiniblockSize, MiniblockSize));
        target.WriteZigzag(min);
        target.Write(widths);
        for (var i = 0; i * MiniblockSize < count; i++)
            BitPacking.Write(differences.Slice(i * MiniblockSize, MiniblockSize), widths[i], target);
    }

    private static int WidthOf(ReadOnlySpan<ulong> values)
    {
        ulong all = 0;
        foreach (var value in values)
            all |= value;
        return 64 - BitOperations.LeadingZeroCount(all);
    }
}
