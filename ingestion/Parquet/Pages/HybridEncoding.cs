using System.Numerics;
using System.Runtime.Intrinsics;

namespace OpenPayments.Ingestion.Parquet.Pages;

/// <summary>
/// Parquet's mix of runs and bit-packed groups of eight: a header with its lowest bit set says how many groups follow, one
/// without says how often one value repeats. Runs start at a group, so that no group has to be taken apart.
/// </summary>
internal static class HybridEncoding
{
    private const int GroupSize = 8;

    /// <summary>About what a run costs: its own header and value, and the header of the groups behind it.</summary>
    private const int RunSizeBytes = 4;

    /// <summary>Bits to tell so many dictionary entries apart; one entry still takes one.</summary>
    public static int BitWidthOf(int entryCount) => entryCount <= 2 ? 1 : BitOperations.Log2((uint)entryCount - 1) + 1;

    public static void WriteIds(ReadOnlySpan<int> ids, int bitWidth, ByteBuffer target)
    {
        var minRunLength = GroupSize * ((RunSizeBytes + bitWidth - 1) / bitWidth);
        var packedFrom = 0;
        for (var i = 0; i + GroupSize <= ids.Length;)
        {
            if (!IsGroupOf(ids[i], ids[i..]))
            {
                i += GroupSize;
                continue;
            }

            var end = EndOfRun(ids, i);
            if (end - i >= minRunLength)
            {
                WriteGroups(ids[packedFrom..i], bitWidth, target);
                WriteRun(ids[i], end - i, bitWidth, target);
                packedFrom = end;
            }

            i = end;
        }

        WriteGroups(ids[packedFrom..], bitWidth, target);
    }

    /// <summary>Definition levels, which are the validity bits themselves: words without a mix of both become runs.</summary>
    public static void WriteLevels(ReadOnlySpan<ulong> validity, int rowCount, ByteBuffer target)
    {
        for (var word = 0; word < validity.Length;)
        {
            var end = word + 1;
            var bits = Padded(validity, rowCount, word);
            if (bits is 0 or ulong.MaxValue)
            {
                while (end < validity.Length && Padded(validity, rowCount, end) == bits) end++;
                WriteRun((int)(bits & 1), Math.Min(rowCount, end * 64) - word * 64, 1, target);
            }
            else
            {
                while (end < validity.Length && Padded(validity, rowCount, end) is not (0 or ulong.MaxValue)) end++;
                var groupCount = (Math.Min(rowCount, end * 64) - word * 64 + GroupSize - 1) / GroupSize;
                target.WriteVarint((ulong)groupCount << 1 | 1);
                target.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(validity[word..end])[..groupCount]);
            }

            word = end;
        }
    }

    /// <summary>The word, with the bits past the last row set when all before them are: they belong to no row.</summary>
    private static ulong Padded(ReadOnlySpan<ulong> validity, int rowCount, int word)
    {
        var bits = validity[word];
        var rowsLeft = rowCount - word * 64;
        return rowsLeft < 64 && bits == (1UL << rowsLeft) - 1 ? ulong.MaxValue : bits;
    }

    private static bool IsGroupOf(int id, ReadOnlySpan<int> ids) => Vector256.EqualsAll(Vector256.Create(ids), Vector256.Create(id));

    private static int EndOfRun(ReadOnlySpan<int> ids, int start)
    {
        var end = start + GroupSize;
        while (end + GroupSize <= ids.Length && IsGroupOf(ids[start], ids[end..])) end += GroupSize;
        var rest = ids[end..];
        return rest.Length < GroupSize && rest.IndexOfAnyExcept(ids[start]) < 0 ? ids.Length : end;
    }

    private static void WriteRun(int id, int length, int bitWidth, ByteBuffer target)
    {
        target.WriteVarint((ulong)length << 1);
        for (var shift = 0; shift < bitWidth; shift += 8)
            target.WriteByte((byte)(id >> shift));
    }

    private static void WriteGroups(ReadOnlySpan<int> ids, int bitWidth, ByteBuffer target)
    {
        if (ids.IsEmpty) return;
        target.WriteVarint((ulong)(ids.Length + GroupSize - 1) / GroupSize << 1 | 1);
        BitPacking.Write(ids, bitWidth, target);
    }
}
