using System.Text;
using OpenPayments.Ingestion.Columns;
using OpenPayments.Ingestion.Rules;

namespace OpenPayments.Ingestion.Tests.Columns;

public sealed class TextColumnBuilderTests
{
    [Theory]
    [InlineData(1, 40, 5, 0, 70_000)]
    [InlineData(2, 5_000, 40, 500, 1_000_000)]
    [InlineData(3, 60_000, 90, 70_000, 0)]
    public void Column_HoldsWhatWasAccepted_InOrder_HoweverManyRowsWereLikely(int seed, int distinct, int maxLength, params int[] likelyRowCounts)
    {
        var random = new Random(seed);
        var texts = Enumerable.Range(0, distinct).Select(i => Text(random, i, maxLength)).ToArray();
        TextColumnBuilder[] builders = [new DictionaryColumnBuilder("column", []), new PlainColumnBuilder("column", []), new AdaptiveColumnBuilder("column", [])];
        foreach (var builder in builders)
        {
            // Twice: what a chunk leaves behind may not show in the next one.
            for (var chunk = 0; chunk < 2; chunk++)
            {
                builder.Reset(likelyRowCounts[chunk]);
                var expected = new List<string?>();
                for (var batch = 0; batch < 500; batch++) AppendBatch(builder, texts, random, expected);

                var actual = Values(builder).ToArray();
                Assert.Equal(expected.Count, builder.RowCount);
                Assert.Equal(expected, actual);
                Assert.Equal(Enumerable.Range(0, builder.TextCount).Sum(i => builder.GetText(i).Length), builder.TextSizeBytes);
            }
        }
    }

    [Theory]
    [InlineData(20_000, true)]
    [InlineData(1_000_000, false)]
    public void AdaptiveColumn_GoesOnPlain_WhenItsTextsRarelyRepeat(int distinct, bool isDictionary)
    {
        var random = new Random(4);
        var texts = Enumerable.Range(0, distinct).Select(i => Text(random, i, 10)).ToArray();
        var builder = new AdaptiveColumnBuilder("column", []);
        for (var batch = 0; batch < 1_000; batch++) AppendBatch(builder, texts, random, []);

        Assert.Equal(isDictionary, builder.IsDictionary);
        builder.Reset(likelyRowCount: 0);
        Assert.True(builder.IsDictionary);
        Assert.Equal(0, builder.RowCount);
    }

    [Fact]
    public void AdaptiveColumn_JudgesTexts_BeforeAndAfterItGoesPlain()
    {
        var rule = RuleCatalog.LengthBound;
        var builder = new AdaptiveColumnBuilder("column", [new TextCheck(rule, text => text.Length > 6)]);
        for (var batch = 0; batch < 1_000; batch++)
        {
            var cells = new CellBatch { Buffer = new byte[64 * 16 + 2 * CellBatch.PaddingBytes], Count = 64 };
            for (var i = 0; i < 64; i++)
            {
                cells.Rows[i] = (byte)i;
                cells.Starts[i] = CellBatch.PaddingBytes + 16 * i;
                cells.Lengths[i] = Encoding.UTF8.GetBytes(i == 7 ? $"{batch:D7}" : $"{batch:D4}{i:D2}", cells.Buffer.AsSpan(cells.Starts[i]));
            }

            Assert.Equal(RowSet.Of(7), builder.Append(cells));
            Assert.Equal(1U, builder.VerdictOf(7));
            Assert.Equal(rule, builder.RuleAt(0));
            builder.Commit(RowSet.First(64), ~RowSet.Of(7));
        }

        Assert.False(builder.IsDictionary);
        Assert.Equal(63_000, builder.ValueCount);
    }

    private static void AppendBatch(TextColumnBuilder builder, string[] texts, Random random, List<string?> expected)
    {
        var rows = random.Next(1, RowSet.MaxRows + 1);
        var accepted = random.Next(3) == 0 ? RowSets.Some(random, rows) : RowSet.First(rows);
        var cells = new CellBatch { Buffer = new byte[RowSet.MaxRows * 200 + 2 * CellBatch.PaddingBytes] };
        var present = default(RowSet);
        var position = CellBatch.PaddingBytes;
        for (var row = 0; row < rows; row++)
        {
            string? text = null;
            if (random.Next(4) != 0)
            {
                text = texts[random.Next(texts.Length)];
                present |= RowSet.Of(row);
                cells.Rows[cells.Count] = (byte)row;
                cells.Starts[cells.Count] = position;
                cells.Lengths[cells.Count++] = Encoding.UTF8.GetBytes(text, cells.Buffer.AsSpan(position));
                position += text.Length;
            }

            if (accepted.Contains(row)) expected.Add(text);
        }

        Assert.True(builder.Append(cells).IsEmpty);
        builder.Commit(present, accepted);
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
