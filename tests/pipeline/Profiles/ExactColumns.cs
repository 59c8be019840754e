using System.Globalization;
using System.Text;
using OpenPayments.Ingestion.Profiles;
using OpenPayments.Ingestion.Schema;
using Sylvan.Data.Csv;

namespace OpenPayments.Pipeline.Tests.Profiles;

/// <summary>The columns of a CSV file as an independent reader has them, and every figure of a profile counted out in full.</summary>
internal sealed class ExactColumns
{
    private readonly FileLayout _layout;
    private readonly List<string>[] _values;

    public ExactColumns(string path, FileLayout layout, Func<long, bool> isAccepted, Encoding? encoding = null)
    {
        _layout = layout;
        _values = [.. layout.Columns.Select(_ => new List<string>())];
        using var text = new StreamReader(path, encoding ?? Encoding.UTF8);
        using var reader = CsvDataReader.Create(text, new CsvDataReaderOptions { BufferSize = 1 << 20 });
        for (long number = 1; reader.Read(); number++)
        {
            if (!isAccepted(number)) continue;
            RowCount++;
            for (var i = 0; i < _values.Length; i++)
                if (reader.GetString(i) is { Length: > 0 } value)
                    _values[i].Add(Spell(layout.Columns[i].Type, value));
        }
    }

    public long RowCount { get; }

    public void AssertAgrees(FileProfile profile)
    {
        Assert.Equal(RowCount, profile.RowCount);
        Assert.Equal(_layout.Columns.Select(column => column.Name).Where(name => name != "program_year"), profile.Columns.Select(column => column.Name));
        foreach (var column in profile.Columns)
            AssertAgrees(column, _values[_layout.IndexOf(column.Name)]);
    }

    private void AssertAgrees(ColumnProfile column, List<string> values)
    {
        Assert.Equal((values.Count, RowCount - values.Count), (column.ValueCount, column.NullCount));
        var counts = values.GroupBy(value => value, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.LongCount(), StringComparer.Ordinal);
        if (column.DistinctError == 0) Assert.Equal(counts.Count, column.DistinctCount);
        else Assert.InRange(column.DistinctCount, counts.Count * (1 - 4 * column.DistinctError), counts.Count * (1 + 4 * column.DistinctError));

        AssertTops(column, counts);
        var ordered = column.Type == ColumnType.Text ? [.. values.Order(Utf8Order.Instance)] : values.OrderBy(value => Number(column.Type, value)).ToList();
        Assert.Equal((ordered.FirstOrDefault(), ordered.LastOrDefault()), (column.Min, column.Max));
        if (column.Type == ColumnType.Text && values.Count > 0)
            Assert.Equal((values.Min(value => value.Length), values.Max(value => value.Length)), (column.MinLength!.Value, column.MaxLength!.Value));
        else
            Assert.Equal((null, null), (column.MinLength, column.MaxLength));

        Assert.Equal(values.Count > 0 && column.Type is ColumnType.Cents or ColumnType.Int32 ? 7 : 0, column.Quantiles.Length);
        foreach (var quantile in column.Quantiles)
        {
            var exact = Number(column.Type, ordered[(int)(quantile.Share * (ordered.Count - 1))]);
            Assert.InRange(Number(column.Type, quantile.Value), exact - Math.Abs(exact) * (decimal)Quantile.RelativeError, exact + Math.Abs(exact) * (decimal)Quantile.RelativeError);
        }
    }

    private static void AssertTops(ColumnProfile column, Dictionary<string, long> counts)
    {
        var mostFrequent = counts.Count == 0 ? 0 : counts.Values.Max();
        Assert.All(column.TopValues, top => Assert.InRange(counts[top.Value], top.Count, top.MaxCount));
        Assert.Equal(column.TopValues.Select(top => top.Value).Distinct().Count(), column.TopValues.Length);
        if (column.DistinctError > 0) return;

        // Every value was counted: nothing is left open.
        Assert.All(column.TopValues, top => Assert.Equal(top.Count, top.MaxCount));
        Assert.Equal(counts.Values.OrderDescending().Take(20), column.TopValues.Select(top => top.Count));
        Assert.Equal(mostFrequent, column.TopValues.FirstOrDefault()?.Count ?? 0);
    }

    private static string Spell(ColumnType type, string value) => type switch
    {
        ColumnType.Cents => decimal.Parse(value, CultureInfo.InvariantCulture).ToString("0.00", CultureInfo.InvariantCulture),
        ColumnType.Date => DateOnly.ParseExact(value, "MM/dd/yyyy", CultureInfo.InvariantCulture).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ColumnType.Int32 => int.Parse(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture),
        _ => value,
    };

    private static decimal Number(ColumnType type, string value) =>
        type == ColumnType.Date ? DateOnly.Parse(value, CultureInfo.InvariantCulture).DayNumber : decimal.Parse(value, CultureInfo.InvariantCulture);

    private sealed class Utf8Order : IComparer<string>
    {
        public static Utf8Order Instance { get; } = new();

        public int Compare(string? x, string? y) => Encoding.UTF8.GetBytes(x!).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y!));
    }
}
