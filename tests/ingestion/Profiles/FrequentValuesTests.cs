using System.Text;
using OpenPayments.Ingestion.Profiles.Sketches;
using OpenPayments.Ingestion.Tests.TestSupport;

namespace OpenPayments.Ingestion.Tests.Profiles;

public sealed class FrequentValuesTests
{
    private static readonly ColumnSketcher Sketcher = new();

    [Theory]
    [InlineData(1, 100)]
    [InlineData(2, 600)]
    [InlineData(3, 20_000)]
    public void Counts_OfMergedParts_LieBetweenTheirBounds(int seed, int distinct)
    {
        var random = new Random(seed);
        var parts = Enumerable.Range(0, 6).Select(_ => Rows(random, 8_000, distinct)).ToList();

        var merged = new FrequentValues();
        foreach (var part in parts) Merge(merged, Sketch(part));

        var exact = parts.SelectMany(part => part).GroupBy(value => value).ToDictionary(group => group.Key, group => group.LongCount());
        Assert.All(merged.Ordered, entry => Assert.InRange(exact[Encoding.UTF8.GetString(entry.Value)], entry.Count, entry.MaxCount));
        Assert.All(exact.Keys.Except(merged.Ordered.Select(entry => Encoding.UTF8.GetString(entry.Value))), value => Assert.True(exact[value] <= merged.UnlistedBound));
        Assert.Equal(distinct <= FrequentValues.CompleteCount, merged.IsComplete);
        if (merged.IsComplete) Assert.All(merged.Ordered, entry => Assert.Equal(entry.Count, entry.MaxCount));
        // Skewed as names and companies are, the first of all is known for certain whatever was left out.
        Assert.Equal(exact.MaxBy(value => value.Value).Key, Encoding.UTF8.GetString(merged.Ordered.First().Value));
    }

    [Fact]
    public void Counts_OfSoManyPartsThatValuesAreGivenUp_StillLieBetweenTheirBounds()
    {
        var random = new Random(4);
        var parts = Enumerable.Range(0, 80).Select(part => Enumerable.Range(0, 900).SelectMany(i => Enumerable.Repeat($"only {part} {i}", i < 60 ? 3 : 2)).Concat(Rows(random, 500, 40)).ToArray()).ToList();

        var merged = new FrequentValues();
        foreach (var part in parts)
        {
            Merge(merged, Sketch(part));
            Assert.InRange(merged.Count, 1, FrequentValues.MergedCount);
        }

        var exact = parts.SelectMany(part => part).GroupBy(value => value).ToDictionary(group => group.Key, group => group.LongCount());
        Assert.All(merged.Ordered, entry => Assert.InRange(exact[Encoding.UTF8.GetString(entry.Value)], entry.Count, entry.MaxCount));
        var listed = merged.Ordered.Select(entry => Encoding.UTF8.GetString(entry.Value)).ToHashSet();
        Assert.All(exact.Where(value => !listed.Contains(value.Key)), value => Assert.True(value.Value <= merged.UnlistedBound));
        // What every part lists is known exactly, whatever was given up meanwhile.
        Assert.Equal(
            exact.OrderByDescending(value => value.Value).Take(5).Select(value => (value.Key, value.Value, value.Value)),
            merged.Ordered.Take(5).Select(entry => (Encoding.UTF8.GetString(entry.Value), entry.Count, entry.MaxCount)));
        Assert.True(merged.UnlistedBound > parts.Sum(part => Sketch(part).UnlistedBound), "Nothing was given up.");
    }

    [Fact]
    public void ValuesThatOccurAsOften_AreListedTogetherOrNotAtAll()
    {
        var values = Enumerable.Range(0, 400).SelectMany(i => Enumerable.Repeat($"twice {i}", 2))
            .Concat(Enumerable.Range(0, 100).SelectMany(i => Enumerable.Repeat($"thrice {i}", 3)))
            .Concat(Enumerable.Range(0, 100).Select(i => $"once {i}")).ToArray();

        var frequent = Sketch(values);

        Assert.Equal(100, frequent.Count);
        Assert.Equal(2, frequent.UnlistedBound);
        Assert.All(frequent.Ordered, entry => Assert.Equal((3, 3), (entry.Count, entry.MaxCount)));
    }

    [Fact]
    public void ManyValuesThatOccurVeryOften_AreStillNoMoreThanFit()
    {
        var counts = Enumerable.Range(0, 700).Select(i => 5_000 + i).ToArray();

        Assert.Equal(5_000 + 700 - FrequentValues.FrequentCount, FrequencyThreshold.Of(counts));
    }

    [Fact]
    public void LongTexts_TakeNoMoreRoomThanAList()
    {
        var values = Enumerable.Range(0, 300).SelectMany(i => Enumerable.Repeat($"{i} {new string('x', 500)}", 1 + i % 10)).ToArray();

        var frequent = Sketch(values);

        Assert.InRange(frequent.Values.Sum(value => value.Length), 1, FrequentValues.MaxLengthBytes);
        Assert.All(frequent.Ordered, entry => Assert.True(entry.Count > frequent.UnlistedBound));
        Assert.Equal(values.GroupBy(value => value).Count(group => group.Count() > frequent.UnlistedBound), frequent.Count);
        Assert.False(frequent.IsComplete);
    }

    [Fact]
    public void TextThatIsLongerThanAList_IsNotListed()
    {
        var frequent = Sketch([new string('x', FrequentValues.MaxLengthBytes + 1), "short", "short"]);

        Assert.Equal("short", Encoding.UTF8.GetString(Assert.Single(frequent.Ordered).Value));
        Assert.Equal(1, frequent.UnlistedBound);
    }

    /// <summary>As it was written.</summary>
    private static void Merge(FrequentValues merged, FrequentValues part)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        part.Write(writer);
        var reader = new SketchReader(bytes.ToArray());
        var (all, expected) = (new HyperLogLog(), new HyperLogLog());
        if (part.IsComplete)
            foreach (var value in part.Values)
                expected.Add(ColumnSketch.Hash(value));

        Assert.Equal(part.IsComplete, merged.Merge(ref reader, all));
        Assert.Equal(expected.Registers.ToArray(), all.Registers.ToArray());
    }

    private static FrequentValues Sketch(string[] values) => Sketcher.Take(TestColumns.Text("column", values)).Frequent;

    private static string[] Rows(Random random, int count, int distinct) =>
        [.. Enumerable.Range(0, count).Select(_ => $"value {(int)(distinct * Math.Pow(random.NextDouble(), 4))}")];
}
