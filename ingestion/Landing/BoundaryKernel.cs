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
        PadTail(window[start..], new Span<byte>(tail, BlockBytes));
        // Of the block before: whether its last byte was inside quotes, a quote, or bare.
        ulong insideCarry = 0, quoteBefore = 0, bareBefore = 0;
        fixed (byte* bytes = window)
        {
            for (var position = start; position < window.Length; position += BlockBytes)
            {
                var rest = window.Length - position;
                var block = TBlock.Load(rest < BlockBytes ? tail : bytes + position);
                var quotes = block.MaskOf((byte)'"');
                var newlines = block.MaskOf((byte)'\n');
                var inside = QuoteParity.PrefixXor(quotes) ^ insideCarry;
                var ends = newlines & ~inside;

                // The byte before an opening quote, and the one after a closing quote, stand outside quotes. They must not be bare,
                // that is anything but a quote or a separator.
                var bare = ~(inside | quotes | newlines | block.MaskOf((byte)','));
                var bareAfterQuote = bare & ((quotes << 1) | quoteBefore);
                var violations = quotes & ((bare << 1) | bareBefore);
                insideCarry = (ulong)((long)inside >> 63);
                quoteBefore = quotes >> 63;
                bareBefore = bare >> 63;
                if ((ends | bareAfterQuote | violations) == 0) continue; // Most blocks.

                // After a closing quote a CR is right too, but owes a newline.
                var returns = block.MaskOf((byte)'\r');
                var owing = bareAfterQuote & returns;
                violations |= (bareAfterQuote ^ owing) | ((owing << 1) & ~newlines & InWindow(rest));
                if (violations != 0) ends &= (violations & (0 - violations)) - 1;
                if (ends != 0)
                {
                    var firstEnd = position + BitOperations.TrailingZeroCount(ends) + 1;
                    if (firstEnd - recordStart > CsvLimits.MaxRecordBytes) return new(recordStart, CleanRunEnd.LongRecord);

                    var starts = (ends << 1) | (recordStart == position ? 1UL : 0);
                    var blank = ends & (starts | ((starts & returns) << 1));
                    if (recordStart == position - 1 && bytes[recordStart] == '\r') blank |= ends & 1;
                    Tell(planner, windowOffset + position, ends, blank);
                    recordStart = position + BitOperations.Log2(ends) + 1;
                }

                var isOwedBehind = owing >> 63 != 0 && rest > BlockBytes && bytes[position + BlockBytes] != '\n';
                if (violations != 0 || isOwedBehind) return new(recordStart, CleanRunEnd.Violation);
            }
        }

        return new(recordStart, insideCarry == 0 ? CleanRunEnd.Input : CleanRunEnd.InputInsideQuotes);
    }

    private static ulong InWindow(int rest) => rest < BlockBytes ? (1UL << rest) - 1 : ulong.MaxValue;

    /// <summary>What does not fill a block at the end. The commas behind it break no rule and end nothing.</summary>
    private static void PadTail(ReadOnlySpan<byte> window, Span<byte> block)
    {
        block.Fill((byte)',');
        window[^(window.Length % BlockBytes)..].CopyTo(block);
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
