using System.Globalization;
using System.Text;
using OpenPayments.Ingestion.Profiles;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Tests.Profiles;

/// <summary>Holds every figure of a column's profile against its values, counted in full.</summary>
public static class ExactColumn
{
    private const int ListedCount = 20;

    /// <summary>Deviations of an estimate that are still chance; the hashes are always the same, so a case that passes always does.</summary>
    private const int Deviations = 4;

    /// <param name="values">Those that are not NULL, spelled as in the lake.</param>
    public static void AssertAgrees(ColumnProfile column, IReadOnlyList<string> values, long rowCount)
    {
        Assert.Equal((values.Count, rowCount - values.Count), (column.ValueCount, column.NullCount));
        var counts = values.GroupBy(value => value, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.LongCount(), StringComparer.Ordinal);
        var tolerance = Deviations * column.DistinctError * counts.Count;
        Assert.InRange(column.DistinctCount, counts.Count - tolerance, counts.Count + tolerance);
        AssertTopValues(column, counts);

        var ordered = values.Order(new ValueOrder(column.Type)).ToList();
        Assert.Equal((ordered.FirstOrDefault(), ordered.LastOrDefault()), (column.Min, column.Max));
        var hasLengths = column.Type == ColumnType.Text && values.Count > 0;
        Assert.Equal(hasLengths ? (values.Min(value => value.Length), values.Max(value => value.Length)) : (null, (int?)null), (column.MinLength, column.MaxLength));
        AssertQuantiles(column, ordered);
    }

    private static void AssertTopValues(ColumnProfile column, Dictionary<string, long> counts)
    {
        Assert.Equal(column.TopValues.Length, column.TopValues.Select(top => top.Value).Distinct(StringComparer.Ordinal).Count());
        Assert.All(column.TopValues, top => Assert.InRange(counts[top.Value], top.Count, top.MaxCount));
        var order = new ValueOrder(column.Type);
        Assert.Equal(column.TopValues.OrderByDescending(top => top.Count).ThenBy(top => top.Value, order), column.TopValues);
        if (column.DistinctError > 0) return;

        // Every value was counted: nothing is left open.
        Assert.Equal(
            counts.OrderByDescending(value => value.Value).ThenBy(value => value.Key, order).Take(ListedCount).Select(value => new TopValue(value.Key, value.Value, value.Value)),
            column.TopValues);
    }

    private static void AssertQuantiles(ColumnProfile column, List<string> ordered)
    {
        var isMeasured = ordered.Count > 0 && column.Type is ColumnType.Cents or ColumnType.Int32;
        Assert.Equal(isMeasured ? [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99] : [], column.Quantiles.Select(quantile => quantile.Share));
        foreach (var quantile in column.Quantiles)
        {
            var exact = NumberOf(column.Type, ordered[(int)(quantile.Share * (ordered.Count - 1))]);
            var tolerance = Math.Abs(exact) * (decimal)Quantile.RelativeError;
            Assert.InRange(NumberOf(column.Type, quantile.Value), exact - tolerance, exact + tolerance);
        }
    }

    private static decimal NumberOf(ColumnType type, string value) =>
        type == ColumnType.Date ? DateOnly.Parse(value, CultureInfo.InvariantCulture).DayNumber : decimal.Parse(value, CultureInfo.InvariantCulture);

    private sealed class ValueOrder(ColumnType type) : IComparer<string>
    {
        public int Compare(string? x, string? y) => type == ColumnType.Text
            ? Encoding.UTF8.GetBytes(x!).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y!))
            : NumberOf(type, x!).CompareTo(NumberOf(type, y!));
    }
}
