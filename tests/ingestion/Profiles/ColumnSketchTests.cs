using System.Globalization;
using System.Text;
using OpenPayments.Ingestion.Columns;
using OpenPayments.Ingestion.Profiles;
using OpenPayments.Ingestion.Profiles.Sketches;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Tests.Parquet;
using OpenPayments.Ingestion.Tests.TestSupport;

namespace OpenPayments.Ingestion.Tests.Profiles;

/// <summary>Columns of every sort and shape, alone and in parts, against a count in full.</summary>
public sealed class ColumnSketchTests
{
    public static TheoryData<string> Cases => [.. ColumnCases.Names];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Profile_IsWhatAFullCountSays(string name)
    {
        var sketcher = new ColumnSketcher();
        foreach (var column in ColumnCases.Columns(name))
            ExactColumn.AssertAgrees(ColumnProfiles.Of(sketcher.Take(column), column.RowCount), ValuesOf(column), column.RowCount);
    }

    [Fact]
    public void Amounts_NegativeZeroAndHuge_AreExactAtTheirEnds()
    {
        var column = TestColumns.Cents("cents", -9_999_999_999_999_999.99m, -0.01m, 0m, 0m, 0.01m, null, 9_999_999_999_999_999.99m);

        var profile = ColumnProfiles.Of(new ColumnSketcher().Take(column), column.RowCount);

        ExactColumn.AssertAgrees(profile, ValuesOf(column), column.RowCount);
        Assert.Equal(("-9999999999999999.99", "9999999999999999.99", 5), (profile.Min, profile.Max, profile.DistinctCount));
        Assert.Equal(["-9999999999999999.99", "0.00", "0.01"], [profile.Quantiles[0].Value, profile.Quantiles[3].Value, profile.Quantiles[5].Value]);
        Assert.Equal(new TopValue("0.00", 2, 2), profile.TopValues[0]);
    }

    [Fact]
    public void Lengths_AreOfCharacters_NotOfBytes()
    {
        var sketch = new ColumnSketcher().Take(TestColumns.Text("text", "abcdef", "abc", "éé", "abcd", "東京都庁"));

        Assert.Equal((2, 6), (sketch.MinLength, sketch.MaxLength));
    }

    [Fact]
    public void Parts_MergeInAnyOrderToTheSketchOfAll()
    {
        var parts = Enumerable.Range(0, 7).Select(seed => RandomColumns.Make(seed, rowCount: 3_000, nullShare: 0.2)).ToList();
        var forth = Merge(parts.Select(Write));

        for (var seed = 0; seed < 5; seed++)
        {
            var shuffled = parts.Select(Write).ToArray();
            new Random(seed).Shuffle(shuffled);
            Assert.Equal(forth.Select(Canonical), Merge(shuffled).Select(Canonical));
        }

        // Halves first and then the halves: as good as one after the other.
        var halves = Merge([Write(Merge(parts.Take(3).Select(Write))), Write(Merge(parts.Skip(3).Select(Write)))]);
        Assert.Equal(forth.Select(Canonical), halves.Select(Canonical));
        for (var i = 0; i < forth.Count; i++)
            ExactColumn.AssertAgrees(ColumnProfiles.Of(forth[i], 21_000), [.. parts.SelectMany(part => ValuesOf(part[i]))], 21_000);
    }

    [Fact]
    public void Bytes_AreAFunctionOfTheRows_NotOfWhatWasSketchedBefore()
    {
        var columns = RandomColumns.Make(seed: 3, rowCount: 4_000, nullShare: 0.1);
        var used = new PartProfiler();
        used.Profile(RandomColumns.Make(seed: 4, rowCount: 9_000, nullShare: 0));

        Assert.Equal(new PartProfiler().Profile(columns), used.Profile(columns));
    }

    [Fact]
    public void TextsOfRejectedRecords_LeaveNoTrace()
    {
        byte[][] unused = [[0xFF, 0xFE], .. Enumerable.Range(0, 1_000).Select(i => Encoding.UTF8.GetBytes($"rejected {i}"))];
        string?[] values = ["b", "a", null, "b"];
        var sketcher = new ColumnSketcher();

        Assert.Equal(Canonical(sketcher.Take(TestColumns.Text("text", values))), Canonical(sketcher.Take(TestColumns.TextWithUnused("text", unused, values))));
    }

    [Fact]
    public void PlainColumn_IsCountedAsADictionaryIs()
    {
        var random = new Random(5);
        string?[] values = [.. Enumerable.Range(0, 30_000).Select(_ => random.Next(5) == 0 ? null : $"{(int)(50_000 * Math.Pow(random.NextDouble(), 5))}")];
        var sketcher = new ColumnSketcher();

        Assert.Equal(Canonical(sketcher.Take(TestColumns.Text("text", values))), Canonical(sketcher.Take(TestColumns.PlainText("text", values))));
    }

    [Fact]
    public void PlainColumn_HasItsFewRepeatedTextsCounted_AndABoundForTheOthers()
    {
        string?[] values = [.. Enumerable.Range(0, 20_000).Select(i => $"{i}"), .. Enumerable.Repeat("fifty", 50), .. Enumerable.Repeat("eight", 8), .. Enumerable.Repeat("seven", 7)];
        new Random(9).Shuffle(values);

        var frequent = new ColumnSketcher().Take(TestColumns.PlainText("text", values)).Frequent;

        Assert.Equal([("fifty", 50L, 50L), ("eight", 8L, 8L)], frequent.Ordered.Select(entry => (Encoding.UTF8.GetString(entry.Value), entry.Count, entry.MaxCount)));
        Assert.Equal(7, frequent.UnlistedBound);
    }

    [Fact]
    public void Damage_IsFound_AndAnotherVersionIsNone()
    {
        var bytes = Write(RandomColumns.Make(seed: 6, rowCount: 500, nullShare: 0.1));
        var damaged = (byte[])bytes.Clone();
        damaged[bytes.Length / 2] ^= 1;
        var other = (byte[])bytes.Clone();
        other[4]++;

        Assert.Throws<InvalidDataException>(() => SketchFormat.Unpack(damaged));
        Assert.Throws<InvalidDataException>(() => SketchFormat.Unpack(bytes[..^1]));
        Assert.Throws<InvalidDataException>(() => SketchFormat.Unpack([]));
        Assert.Null(SketchFormat.Unpack(other));
    }

    [Fact]
    public void OtherColumns_AreNotMerged()
    {
        var columns = RandomColumns.Make(seed: 6, rowCount: 10, nullShare: 0).ToList();

        Assert.Throws<InvalidDataException>(() => Merge([Write(columns[1..])]));
        Assert.Throws<InvalidDataException>(() => Merge([Write([.. columns[1..], columns[0]])]));
    }

    private static byte[] Write(IReadOnlyList<ColumnData> columns) => Write([.. columns.Select(new ColumnSketcher().Take)]);

    private static byte[] Write(List<ColumnSketch> columns)
    {
        using var plain = new MemoryStream();
        return SketchFormat.Write(columns, plain);
    }

    /// <summary>As files' profiles are made: from nothing, part after part.</summary>
    private static List<ColumnSketch> Merge(IEnumerable<byte[]> parts)
    {
        List<ColumnSketch> merged = [.. RandomColumns.Make(seed: 0, rowCount: 1, nullShare: 0).Select(column => new ColumnSketch(column.Name, column.Type))];
        foreach (var part in parts) SketchFormat.Merge(SketchFormat.Unpack(part), merged);
        return merged;
    }

    /// <summary>All that a sketch knows, bit by bit, whatever order its values came in.</summary>
    private static string Canonical(ColumnSketch sketch) => string.Join('|',
    [
        sketch.Name, $"{sketch.Type} {sketch.ValueCount} {sketch.MinLength} {sketch.MaxLength} {sketch.Frequent.UnlistedBound}",
        Convert.ToHexString(sketch.Min ?? []), Convert.ToHexString(sketch.Max ?? []), Convert.ToHexString(sketch.Distinct.Registers),
        .. sketch.Frequent.Ordered.Select(entry => $"{Convert.ToHexString(entry.Value)} {entry.Count} {entry.MaxCount}"),
        .. sketch.Quantiles?.Buckets.Select(bucket => $"{bucket.Key} {bucket.Value}") ?? [],
    ]);

    private static List<string> ValuesOf(ColumnData column) => column switch
    {
        TextColumnData texts => [.. Enumerable.Range(0, texts.ValueCount).Select(i => Encoding.UTF8.GetString(texts.GetText(texts.IsDictionary ? texts.Ids[i] : i)))],
        NumberColumnData numbers => [.. numbers.Values.ToArray().Select(value => column.Type switch
        {
            ColumnType.Cents => (value / 100m).ToString("0.00", CultureInfo.InvariantCulture),
            ColumnType.Date => DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays((int)value).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            _ => value.ToString(CultureInfo.InvariantCulture),
        })],
        _ => throw new InvalidOperationException(column.GetType().Name),
    };
}
