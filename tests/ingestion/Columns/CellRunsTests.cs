using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using OpenPayments.Ingestion.Columns;
using OpenPayments.Ingestion.Rules;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Tests.Columns;

/// <summary>Runs of equal cells are taken as one, and nobody can tell by what comes out.</summary>
public sealed class CellRunsTests
{
    private static readonly ImmutableArray<TextCheck> Checks = [new TextCheck(RuleCatalog.LengthBound, text => text[0] == 'x')];

    /// <summary>Lengths at which texts are compared in another number of blocks.</summary>
    private static readonly int[] Lengths = [1, 2, 15, 16, 17, 31, 32, 33, 48, 90];

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(3, 40)]
    [InlineData(4, 400)]
    public void Texts_KeepTheirOrderAndVerdicts_HoweverLongTheRuns(int seed, int aimedRunLength)
    {
        var random = new Random(seed);
        var builder = new DictionaryColumnBuilder("column", Checks);
        var expected = new List<string>();
        for (var batch = 0; batch < 200; batch++)
        {
            var texts = Runs(random, aimedRunLength, () => Text(random));
            var cells = Cells(texts);
            var broken = builder.Append(cells);
            var accepted = random.Next(3) == 0 ? RowSets.Some(random, texts.Length) : RowSet.First(texts.Length);
            for (var row = 0; row < texts.Length; row++)
            {
                Assert.Equal(texts[row][0] == 'x', broken.Contains(row));
                if (broken.Contains(row)) Assert.Equal(1U, builder.VerdictOf(row));
                if (accepted.Contains(row)) expected.Add(texts[row]);
            }

            builder.Commit(RowSet.First(texts.Length), accepted);
        }

        Assert.Equal(expected, builder.Ids.ToArray().Select(id => Encoding.ASCII.GetString(builder.GetText(id))));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(400)]
    public void Numbers_KeepTheirOrder_HoweverLongTheRuns(int aimedRunLength)
    {
        var random = new Random(aimedRunLength);
        var builder = new NumberColumnBuilder("column", ColumnType.Int32);
        for (var batch = 0; batch < 100; batch++)
        {
            var texts = Runs(random, aimedRunLength, () => random.Next(4) == 0 ? "no number" : random.Next(20).ToString(CultureInfo.InvariantCulture));
            var broken = builder.Parse(Cells(texts));
            for (var row = 0; row < texts.Length; row++)
            {
                Assert.Equal(texts[row] == "no number", broken.Contains(row));
                if (!broken.Contains(row)) Assert.Equal(texts[row], builder.Tail(texts.Length)[row].ToString(CultureInfo.InvariantCulture));
            }

            builder.Commit(RowSet.First(texts.Length), ~broken);
        }
    }

    [Fact]
    public void Heads_AreTheRuns_AsLongAsMostCellsRepeat()
    {
        var runs = new CellRuns();
        var repeating = Cells([.. Enumerable.Repeat("a text of the payer", 100), .. Enumerable.Repeat("a text of the prayer", 156)]);
        Assert.Equal(2, runs.FindHeads(repeating)!.Count);
        Assert.Equal([100, 156], repeating.HeadOf.CountBy(head => head).Select(run => run.Value));

        var changing = Cells([.. Enumerable.Range(0, 256).Select(i => $"text {i}")]);
        Assert.Equal(256, runs.FindHeads(changing)!.Count);
        // The column is left alone for a while, then looked at again.
        for (var batch = 0; batch < 15; batch++) Assert.Null(runs.FindHeads(repeating));
        Assert.NotNull(runs.FindHeads(repeating));
        Assert.NotNull(runs.FindHeads(repeating));
    }

    private static string[] Runs(Random random, int aimedLength, Func<string> next)
    {
        var values = new List<string>();
        var count = random.Next(1, RowSet.MaxRows + 1);
        while (values.Count < count)
            values.AddRange(Enumerable.Repeat(next(), Math.Min(count - values.Count, random.Next(1, 2 * aimedLength))));
        return [.. values];
    }

    /// <summary>Texts of few kinds, so that neighbours often share their length and differ in one character.</summary>
    private static string Text(Random random)
    {
        var text = new StringBuilder(new string('a', Lengths[random.Next(Lengths.Length)]));
        if (random.Next(3) > 0) text[random.Next(text.Length)] = 'b';
        if (random.Next(8) == 0) text[0] = 'x';
        return text.ToString();
    }

    private static CellBatch Cells(string[] texts)
    {
        var cells = new CellBatch { Buffer = Encoding.ASCII.GetBytes(new string('"', CellBatch.PaddingBytes) + string.Join("\",\"", texts) + new string('"', CellBatch.PaddingBytes)), Count = texts.Length };
        var position = CellBatch.PaddingBytes;
        for (var i = 0; i < texts.Length; i++)
        {
            (cells.Rows[i], cells.Starts[i], cells.Lengths[i]) = ((byte)i, position, texts[i].Length);
            position += texts[i].Length + 3;
        }

        return cells;
    }
}
