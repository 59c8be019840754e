using System.Numerics;
using System.Runtime.Intrinsics;
using OpenPayments.Ingestion.Csv;

namespace OpenPayments.Ingestion.Landing;

/// <summary>Why the kernel stopped before the record at <see cref="CleanRun.RecordStart"/>.</summary>
internal enum CleanRunEnd
{
    /// <summary>The bytes ended outside quotes.</summary>
    Input,

    /// <summary>The bytes ended inside quotes.</summary>
    InputInsideQuotes,

    /// <summary>The record breaks the strict grammar.</summary>
    Violation,

    /// <summary>The record is longer than allowed.</summary>
    LongRecord,
}

internal readonly record struct CleanRun(int RecordStart, CleanRunEnd End);

/// <summary>
/// Finds where clean records end, by quote parity alone: no fields, no separators. It shares no code with the parser's
/// scanner beyond loading bytes, so that its count can bear witness to the parser's.
/// </summary>
internal static unsafe class BoundaryKernel
{
    private const int BlockBytes = 64;

    public static CleanRun Run(ReadOnlySpan<byte> window, int start, long windowOffset, ChunkPlanner planner) =>
        Vector512.IsHardwareAccelerated
            ? Run<ByteBlock512>(window, start, windowOffset, planner)
            : Run<ByteBlock256>(window, start, windowOffset, planner);

    /// <summary>Gives the planner every clean record from <paramref name="start"/> to the first one that is not, or to the end of the bytes.</summary>
    internal static CleanRun Run<TBlock>(ReadOnlySpan<byte> window, int start, long windowOffset, ChunkPlanner planner)
        where TBlock : struct, IByteBlock<TBlock>
    {
        var recordStart = start;
        var tail = stackalloc byte[BlockBytes];
        // Masks of the block before, of which the highest bits reach into this one. Before the window a record has just ended.
        ulong insideCarry = 0, endsBefore = 1UL << 63, markersBefore = 1UL << 63, closingBefore = 0, returnsBefore = 0, lineEndOwedBefore = 0;
        fixed (byte* bytes = window)
        {
            for (var position = start; position < window.Length; position += BlockBytes)
            {
                var rest = window.Length - position;
                if (rest < BlockBytes) window[position..].CopyTo(new Span<byte>(tail, BlockBytes));
                var inWindow = rest < BlockBytes ? (1UL << rest) - 1 : ulong.MaxValue;
                var block = TBlock.Load(rest < BlockBytes ? tail : bytes + position);
                var quotes = block.MaskOf((byte)'"') & inWindow;
                var newlines = block.MaskOf((byte)'\n') & inWindow;
                var returns = block.MaskOf((byte)'\r') & inWindow;
                var markers = quotes | newlines | (block.MaskOf((byte)',') & inWindow);

                var inside = QuoteParity.PrefixXor(quotes) ^ insideCarry;
                var closing = quotes & ~inside;
                var ends = newlines & ~inside;

                // The byte before an opening quote, and the one after a closing quote, stand outside quotes: so any comma or
                // newline there is a separator. After a closing quote a CR is right too, but owes a newline.
                var afterClosing = ((closing << 1) | (closingBefore >> 63)) & inWindow;
                var lineEndOwed = afterClosing & returns;
                var violations = (quotes & inside & ~((markers << 1) | (markersBefore >> 63)))
                    | (afterClosing & ~(markers | returns))
                    | (((lineEndOwed << 1) | (lineEndOwedBefore >> 63)) & inWindow & ~newlines);
                if (violations != 0) ends &= (violations & (0 - violations)) - 1;

                if (ends != 0)
                {
                    var firstEnd = position + BitOperations.TrailingZeroCount(ends) + 1;
                    if (firstEnd - recordStart > CsvLimits.MaxRecordBytes) return new(recordStart, CleanRunEnd.LongRecord);

                    var blank = ends & ((ends << 1) | (endsBefore >> 63));
                    blank |= ends & ((ends << 2) | (endsBefore >> 62)) & ((returns << 1) | (returnsBefore >> 63));
                    Tell(planner, windowOffset + position, ends, blank);
                    recordStart = position + BitOperations.Log2(ends) + 1;
                }

                if (violations != 0) return new(recordStart, CleanRunEnd.Violation);
                insideCarry = (ulong)((long)inside >> 63);
                endsBefore = ends;
                markersBefore = markers;
                closingBefore = closing;
                returnsBefore = returns;
                lineEndOwedBefore = lineEndOwed;
            }
        }

        return new(recordStart, insideCarry == 0 ? CleanRunEnd.Input : CleanRunEnd.InputInsideQuotes);
    }

    private static void Tell(ChunkPlanner planner, long blockOffset, ulong ends, ulong blank)
    {
        if (blockOffset + BlockBytes < planner.NextCutAfter)
        {
            planner.Add(BitOperations.PopCount(ends & ~blank), BitOperations.PopCount(blank));
            return;
        }

        for (; ends != 0; ends &= ends - 1)
        {
            if ((blank & ends & (0 - ends)) != 0) planner.AddBlankLine();
            else planner.AddRecord(blockOffset + BitOperations.TrailingZeroCount(ends) + 1);
        }
    }
}
