using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OpenPayments.Ingestion.Csv;

/// <summary>
/// Finds the structure of clean records, 64 bytes a step. It knows the strict grammar only: at the first byte that breaks
/// it, or at a record that is longer than allowed, it stops before that record and leaves it to the reference.
/// </summary>
/// <remarks>
/// Why masks suffice: in clean text quotes alternate between opening and closing, a doubled quote being a closing one and
/// an opening one side by side. So the prefix XOR of the quotes tells inside from outside, and the text is clean exactly
/// when every opening quote follows a separator or a quote, and every closing one precedes a separator, a line end or a quote.
/// </remarks>
internal static unsafe class VectorKernel
{
    /// <summary>For each bit of a word the byte that it is in, within its lane of sixteen.</summary>
    private static ReadOnlySpan<byte> ByteOfBit =>
    [
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3,
        4, 4, 4, 4, 4, 4, 4, 4, 5, 5, 5, 5, 5, 5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 7, 7, 7, 7, 7, 7, 7,
    ];

    private const ulong BitInByte = 0x8040_2010_0804_0201;

    /// <summary>Appends the clean records from <paramref name="start"/> on; returns where the first record starts that is not clean or not complete.</summary>
    [SkipLocalsInit]
    public static int Scan<TBlock>(byte[] buffer, int start, int end, StructureBuffer output)
        where TBlock : struct, IByteBlock<TBlock>
    {
        var records = new RecordCursor(output, start);
        fixed (byte* bytes = buffer)
        fixed (int* separators = output.Separators)
        fixed (ulong* emptyCells = output.EmptyCells)
        {
            var nextSeparator = separators + output.SeparatorCount;
            var empties = new BitWriter(emptyCells, output.SeparatorCount - 1);
            ulong insideCarry = 0, highBytes = 0;
            var before = new BlockBefore { Separators = 1UL << 63 };

            for (var position = start; position < end; position += IByteBlock<TBlock>.LengthBytes)
            {
                var block = TBlock.Load(bytes + position);
                var inWindow = end - position >= IByteBlock<TBlock>.LengthBytes ? ulong.MaxValue : (1UL << (end - position)) - 1;
                var quotes = block.MaskOf((byte)'"') & inWindow;
                highBytes |= block.HighMask & inWindow;

                var inside = QuoteParity.PrefixXor(quotes) ^ insideCarry;
                insideCarry = (ulong)((long)inside >> 63);
                var outside = inWindow & ~inside;
                var lineEnds = block.MaskOf((byte)'\n') & outside;
                var cellEnds = lineEnds | (block.MaskOf((byte)',') & outside);

                var afterQuote = (quotes << 1) | (before.Quotes >> 63);
                var afterCellEnd = (cellEnds << 1) | (before.Separators >> 63);
                var closing = quotes & ~inside;
                var afterClosing = (closing << 1) | (before.Closing >> 63);
                var doubled = quotes & inside & afterQuote;
                var violations = (quotes & inside & ~(afterCellEnd | afterQuote)) | (afterClosing & ~(cellEnds | quotes));
                var isLast = false;
                if (violations != 0)
                {
                    violations = WithoutCrLf(violations, bytes + position);
                    if (violations != 0)
                    {
                        var clean = (violations & (0 - violations)) - 1;
                        lineEnds &= clean;
                        cellEnds &= clean;
                        isLast = true;
                    }
                }

                var quotedEmpty = cellEnds & afterQuote & ((quotes << 2) | (before.Quotes >> 62)) & ((cellEnds << 3) | (before.Separators >> 61));
                var empty = (cellEnds & afterCellEnd) | quotedEmpty;
                if (lineEnds != 0)
                {
                    empty |= records.EndRecords(bytes, position, lineEnds, cellEnds, doubled, nextSeparator, (int)(nextSeparator - separators));
                    isLast |= records.IsStopped;
                }
                else
                {
                    records.Note(doubled);
                }

                var count = BitOperations.PopCount(cellEnds);
                empties.Write(QuoteParity.Extract(empty, cellEnds), count);
                if (typeof(TBlock) == typeof(ByteBlock512) && Avx512Vbmi2.IsSupported) StoreCompressed(nextSeparator, position, cellEnds, count);
                else StorePositions(nextSeparator, position, cellEnds, count);
                nextSeparator += count;
                if (isLast) break;

                before.Quotes = quotes;
                before.Separators = cellEnds;
                before.Closing = closing;
            }

            empties.Flush();
            output.HasHighBytes |= highBytes != 0;
        }

        output.SeparatorCount = records.FirstSeparator + 1;
        return records.Start;
    }

    /// <summary>
    /// A closing quote may also stand before CRLF. Line ends with CR are rare enough to be looked at one by one. A CRLF that
    /// the padding pretends does no harm: its record does not end in the window, and so goes to the reference.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong WithoutCrLf(ulong violations, byte* block)
    {
        for (var rest = violations; rest != 0; rest &= rest - 1)
        {
            var at = BitOperations.TrailingZeroCount(rest);
            if (block[at] == '\r' && block[at + 1] == '\n') violations &= ~(rest & (0 - rest));
        }

        return violations;
    }

    /// <summary>Eight at a time without asking how many are left: storing a few too many costs less than a branch for each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StorePositions(int* target, int position, ulong bits, int count)
    {
        for (var end = target + count; ; target += 8)
        {
            target[0] = position + TakeLowest(ref bits);
            target[1] = position + TakeLowest(ref bits);
            target[2] = position + TakeLowest(ref bits);
            target[3] = position + TakeLowest(ref bits);
            target[4] = position + TakeLowest(ref bits);
            target[5] = position + TakeLowest(ref bits);
            target[6] = position + TakeLowest(ref bits);
            target[7] = position + TakeLowest(ref bits);
            if (target + 8 >= end) return;
        }
    }

    /// <summary>The numbers of the set bits moved together at once, then widened sixteen at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreCompressed(int* target, int position, ulong bits, int count)
    {
        var spread = Avx512BW.Shuffle(Vector512.Create(bits).AsByte(), Vector512.Create(ByteOfBit));
        var isSet = Vector512.Equals(spread & Vector512.Create(BitInByte).AsByte(), Vector512.Create(BitInByte).AsByte());
        var indexes = Avx512Vbmi2.Compress(Vector512<byte>.Zero, isSet, Vector512<byte>.Indices);
        Store(target, position, indexes.GetLower().GetLower());
        if (count <= 16) return;
        Store(target + 16, position, indexes.GetLower().GetUpper());
        if (count <= 32) return;
        Store(target + 32, position, indexes.GetUpper().GetLower());
        Store(target + 48, position, indexes.GetUpper().GetUpper());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(int* target, int position, Vector128<byte> indexes) =>
        (Avx512F.ConvertToVector512Int32(indexes) + Vector512.Create(position)).Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int TakeLowest(ref ulong bits)
    {
        var index = BitOperations.TrailingZeroCount(bits);
        bits &= bits - 1;
        return index;
    }

    /// <summary>The masks of the previous block, whose high bits reach into this one. Before the window stands a virtual separator.</summary>
    private ref struct BlockBefore
    {
        public ulong Quotes, Separators, Closing;
    }
}
