using System.Text;
using OpenPayments.Ingestion.Columns;

namespace OpenPayments.Ingestion.Tests.Columns;

public sealed class DictionaryColumnBuilderTests
{
    [Theory]
    [InlineData(1, 40, 5)]
    [InlineData(2, 5_000, 40)]
    [InlineData(3, 60_000, 90)]
    public void Column_HoldsWhatWasAccepted_InOrder(int seed, int distinct, int maxLength)
    {
        var random = new Random(seed);
        var texts = Enumerable.Range(0, distinct).Select(i => Text(random, i, maxLength)).ToArray();
        TextColumnBuilder[] builders = [new DictionaryColumnBuilder("column", []), new PlainColumnBuilder("column", [])];
        foreach (var builder in builders)
        {
            // Twice: what a chunk leaves behind may not show in the next one.
            for (var chunk = 0; chunk < 2; chunk++)
            {
                builder.Reset();
                var expected = new List<string?>();
                for (var batch = 0; batch < 2_000; batch++) AppendBatch(builder, texts, random, expected);

                var actual = Values(builder).ToArray();
                Assert.Equal(expected.Count, builder.RowCount);
                Assert.Equal(expected, actual);
            }
        }
    }

    private static void AppendBatch(TextColumnBuilder builder, string[] texts, Random random, List<string?> expected)
    {
        var rows = random.Next(1, 65);
        var all = BitMask.Low(rows);
        var accepted = random.Next(3) == 0 ? (ulong)random.NextInt64() & all : all;
        var cells = new CellBatch { Buffer = new byte[64 * 200 + 2 * CellBatch.PaddingBytes] };
        ulong present = 0;
        var position = CellBatch.PaddingBytes;
        for (var row = 0; row < rows; row++)
        {
            string? text = null;
            if (random.Next(4) != 0)
            {
                text = texts[random.Next(texts.Length)];
                present |= 1UL << row;
                cells.Rows[cells.Count] = (byte)row;
                cells.Starts[cells.Count] = position;
                cells.Lengths[cells.Count++] = Encoding.UTF8.GetBytes(text, cells.Buffer.AsSpan(position));
                position += text.Length;
            }

            if ((accepted >> row & 1) != 0) expected.Add(text);
        }

        Assert.Equal(0UL, builder.Append(cells));
        builder.Commit(present, accepted, all);
    }

    private static IEnumerable<string?> Values(TextColumnBuilder column)
    {
        var value = 0;
        for (var row = 0; row < column.RowCount; row++)
        {
            if ((column.Validity[row >> 6] >> (row & 63) & 1) == 0) yield return null;
            else yield return Encoding.UTF8.GetString(column.GetText(column.IsDictionary ? column.Ids[value++] : value++));
        }
    }

    private static string Text(Random random, int number, int maxLength)
    {
        var text = new StringBuilder().Append(number);
        var length = random.Next(1, maxLength);
        while (text.Length < length) text.Append((char)('a' + random.Next(26)));
        return text.ToString();
    }
}
