using OpenPayments.Ingestion.Profiles.Sketches;

namespace OpenPayments.Ingestion.Tests.Profiles;

public sealed class QuantileTests
{
    private static readonly double[] Shares = [0, 0.001, 0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999, 1];

    public static TheoryData<string> Distributions => ["one value", "all zero", "small", "amounts", "negative", "both signs", "huge"];

    [Theory]
    [MemberData(nameof(Distributions))]
    public void Quantile_IsOffByNoMoreThanItsPromise(string distribution)
    {
        var values = Make(distribution, new Random(7)).ToList();
        var sketch = new QuantileSketch();
        foreach (var value in values) sketch.Add(value, 1);

        var found = sketch.Find(Shares).ToList();

        values.Sort();
        Assert.All(Shares.Zip(found), pair =>
        {
            var exact = values[(int)(pair.First * (values.Count - 1))];
            Assert.InRange((double)pair.Second, exact - Math.Abs((double)exact) * LogBuckets.RelativeError, exact + Math.Abs((double)exact) * LogBuckets.RelativeError);
        });
    }

    [Fact]
    public void Merged_IsTheSketchOfAll_InAnyOrder()
    {
        var random = new Random(8);
        var parts = Enumerable.Range(0, 5).Select(_ => Make("both signs", random).ToList()).ToList();
        var all = SketchOf(parts.SelectMany(part => part));
        var (forth, back) = (new QuantileSketch(), new QuantileSketch());
        foreach (var part in parts) Merge(forth, SketchOf(part));
        foreach (var part in Enumerable.Reverse(parts)) Merge(back, SketchOf(part));

        Assert.Equal(all.Buckets, forth.Buckets);
        Assert.Equal(all.Buckets, back.Buckets);
    }

    [Fact]
    public void Buckets_AscendWithTheNumbers_AndMirrorAtZero()
    {
        var numbers = Enumerable.Range(0, 2_000).Select(i => (long)i).Concat(Enumerable.Range(8, 54).SelectMany(bit => new[] { (1L << bit) - 1, 1L << bit, (1L << bit) + 1 })).Append(long.MaxValue).Distinct().Order().ToList();

        Assert.Equal(numbers.Select(LogBuckets.IndexOf).Order(), numbers.Select(LogBuckets.IndexOf));
        Assert.All(numbers, number => Assert.Equal(LogBuckets.IndexOf(number), -LogBuckets.IndexOf(-number)));
        Assert.All(Enumerable.Range(-255, 511), number => Assert.Equal(number, LogBuckets.MiddleOf(LogBuckets.IndexOf(number))));
        Assert.True(LogBuckets.IndexOf(long.MinValue) <= LogBuckets.IndexOf(long.MinValue + 1));
        Assert.Empty(new QuantileSketch().Find(Shares));
    }

    private static QuantileSketch SketchOf(IEnumerable<long> values)
    {
        var sketch = new QuantileSketch();
        foreach (var value in values) sketch.Add(value, 1);
        return sketch;
    }

    /// <summary>As a part's sketches are: bucket by bucket.</summary>
    private static void Merge(QuantileSketch sum, QuantileSketch part)
    {
        foreach (var (index, count) in part.Buckets) sum.AddToBucket(index, count);
    }

    private static IEnumerable<long> Make(string distribution, Random random) => distribution switch
    {
        "one value" => [1234],
        "all zero" => Enumerable.Repeat(0L, 100),
        "small" => Enumerable.Range(0, 5_000).Select(_ => (long)random.Next(300)),
        "amounts" => Enumerable.Range(0, 5_000).Select(_ => (long)Math.Exp(random.NextDouble() * 18)),
        "negative" => Enumerable.Range(0, 5_000).Select(_ => -(long)Math.Exp(random.NextDouble() * 18)),
        "both signs" => Enumerable.Range(0, 5_000).Select(_ => random.Next(-1, 2) * (long)Math.Exp(random.NextDouble() * 18)),
        _ => Enumerable.Range(0, 5_000).Select(_ => random.NextInt64(long.MinValue, long.MaxValue)).Append(999_999_999_999_999_999).Append(long.MaxValue),
    };
}
