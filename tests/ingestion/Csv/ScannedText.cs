using System.Text;
using OpenPayments.Ingestion.Csv;

namespace OpenPayments.Ingestion.Tests.Csv;

/// <summary>
/// Everything that a scanner said about an input, put together from windows: one line of words for each record. Cells are
/// decoded, non-ASCII bytes shown as <c>\xNN</c>, so that a failing test reads itself.
/// </summary>
internal sealed class ScannedText
{
    public List<string> Records { get; } = [];

    /// <summary>For every record where it starts and how long it is, its line end included.</summary>
    public List<(long Offset, int Length)> Ranges { get; } = [];

    public List<List<byte[]>> Cells { get; } = [];

    public long BlankLineCount { get; private set; }

    public bool HasHighBytes { get; private set; }

    /// <param name="nextWindow">Size of the next window; a window in which no record ends is retried twice as large.</param>
    public static ScannedText Scan(byte[] input, ScannerKernel kernel, Func<int> nextWindow, int seed = 0)
    {
        var random = new Random(seed);
        var scanner = new StructuralScanner(kernel);
        var result = new ScannedText();
        var position = 0;
        while (position < input.Length)
        {
            for (var size = Math.Max(1, nextWindow()); ; size *= 2)
            {
                var length = Math.Min(size, input.Length - position);
                var isEnd = position + length == input.Length;
                var offset = random.Next(70);
                var buffer = HostileBuffer(random, offset + length + StructuralScanner.PaddingBytes);
                input.AsSpan(position, length).CopyTo(buffer.AsSpan(offset));

                var consumed = scanner.Scan(buffer, offset, length, isEnd);
                if (isEnd) Assert.Equal(length, consumed);
                result.Add(scanner, buffer, offset, consumed, position);
                position += consumed;
                if (consumed > 0) break;
            }
        }

        return result;
    }

    public static ScannedText Scan(string input, ScannerKernel kernel) => Scan(Encoding.Latin1.GetBytes(input), kernel, () => int.MaxValue / 4);

    /// <summary>Around the window stands whatever would do the most harm if a kernel looked at it.</summary>
    private static byte[] HostileBuffer(Random random, int length)
    {
        var buffer = new byte[length];
        for (var i = 0; i < length; i++) buffer[i] = "\"\",\n\r\xE9"u8[random.Next(6)];
        return buffer;
    }

    private void Add(StructuralScanner scanner, byte[] buffer, int offset, int consumed, long position)
    {
        BlankLineCount += scanner.BlankLineCount;
        HasHighBytes |= scanner.HasHighBytes;
        var separators = scanner.Separators;
        Assert.Equal(offset - 1, separators[0]);
        for (var i = 1; i < separators.Length; i++)
            if (separators[i] <= separators[i - 1])
                Assert.Fail($"Separator {i} does not stand behind the one before.");
        Assert.Equal(0UL, scanner.EmptyCells[(separators.Length + 62) / 64 + 7]);

        for (var record = 0; record < scanner.RecordCount; record++)
        {
            var first = scanner.FirstSeparators[record];
            var count = scanner.CellCounts[record];
            var flags = scanner.Flags[record];
            var cells = new List<byte[]>();
            for (var c = 0; c < count; c++)
            {
                var cell = buffer.AsSpan((separators[first + c] + 1)..separators[first + c + 1]);
                if (c == count - 1 && flags.HasFlag(RecordFlags.CarriageReturn)) cell = cell[..^1];
                var isEmpty = (scanner.EmptyCells[(first + c) >> 6] >> ((first + c) & 63) & 1) != 0;
                if (isEmpty != (cell.Length == 0 || cell.SequenceEqual("\"\""u8))) Assert.Fail($"Empty bit of cell {c} in record {record}.");
                cells.Add(CsvText.Decode(cell, new byte[cell.Length]).ToArray());
                if (!flags.HasFlag(RecordFlags.Escaped) && cells[^1].Contains((byte)'"')) Assert.Fail($"A quote in record {record}, which is not flagged.");
            }

            var start = separators[first] + 1;
            var end = Math.Min(separators[first + count] + 1, offset + consumed);
            Ranges.Add((position + start - offset, end - start));
            Cells.Add(cells);
            Records.Add(Describe(cells, flags));
        }
    }

    private static string Describe(List<byte[]> cells, RecordFlags flags)
    {
        var text = new StringBuilder();
        foreach (var cell in cells)
        {
            text.Append('[');
            foreach (var b in cell)
            {
                if (b is >= 0x20 and < 0x7F) text.Append((char)b);
                else if (b == '\n') text.Append("\\n");
                else if (b == '\r') text.Append("\\r");
                else text.Append("\\x").Append(b.ToString("X2"));
            }

            text.Append(']');
        }

        return flags == RecordFlags.None ? text.ToString() : $"{text} {flags}";
    }
}
