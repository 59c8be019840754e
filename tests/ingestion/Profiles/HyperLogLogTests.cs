using System.Globalization;
using System.Text;
using OpenPayments.Ingestion.Profiles.Sketches;

namespace OpenPayments.Ingestion.Tests.Profiles;

/// <summary>The hashes are the same on every machine and in every run: what holds once holds always.</summary>
public sealed class HyperLogLogTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(1_000)]
    [InlineData(10_000)]
    [InlineData(100_000)]
    [InlineData(1_000_000)]
    [InlineData(10_000_000)]
    public void Estimate_OfAscendingIds_IsWithinThreeStandardErrors(int count)
    {
        var sketch = Sketch(0, count);

        Assert.InRange(sketch.Estimate(), count * (1 - 3 * HyperLogLog.StandardError), count * (1 + 3 * HyperLogLog.StandardError));
    }

    [Theory]
    [InlineData(50)]
    [InlineData(3_000)]
    [InlineData(12_000)]
    [InlineData(60_000)]
    public void Estimates_OfManySets_AreUnbiased_AndSpreadAsPromised(int count)
    {
        const int Sets = 60;
        var errors = Enumerable.Range(0, Sets).Select(set => Sketch(set * 1_000_000, count).Estimate() / (double)count - 1).ToList();

        Assert.InRange(errors.Average(), -4 * HyperLogLog.StandardError / Math.Sqrt(Sets), 4 * HyperLogLog.StandardError / Math.Sqrt(Sets));
        Assert.InRange(Math.Sqrt(errors.Average(error => error * error)), 0, 1.3 * HyperLogLog.StandardError);
    }

    [Fact]
    public void Nothing_IsEstimatedAsNothing() => Assert.Equal(0, new HyperLogLog().Estimate());

    [Fact]
    public void Repeats_ChangeNothing()
    {
        var once = Sketch(0, 5_000);
        var often = Sketch(0, 5_000);
        for (var i = 0; i < 5_000; i++) often.Add(HashOf(i));

        Assert.Equal(once.Registers.ToArray(), often.Registers.ToArray());
    }

    [Fact]
    public void Merged_IsTheSketchOfTheUnion()
    {
        var merged = Sketch(0, 20_000);
        merged.Merge(Sketch(15_000, 20_000).Registers);

        Assert.Equal(Sketch(0, 35_000).Registers.ToArray(), merged.Registers.ToArray());
    }

    [Fact]
    public void Hash_IsTheOneOfTheLakesThatAreThere() =>
        Assert.Equal([0x2D06800538D394C2UL, 0xD447B1EA40E6988BUL], [ColumnSketch.Hash([]), ColumnSketch.Hash("hello world"u8)]);

    private static HyperLogLog Sketch(int first, int count)
    {
        var sketch = new HyperLogLog();
        for (var i = first; i < first + count; i++) sketch.Add(HashOf(i));
        return sketch;
    }

    private static ulong HashOf(int number)
    {
        Span<byte> text = stackalloc byte[16];
        Encoding.ASCII.GetBytes("11", text);
        number.TryFormat(text[2..], out var written, "D8", CultureInfo.InvariantCulture);
        return ColumnSketch.Hash(text[..(2 + written)]);
    }
}
