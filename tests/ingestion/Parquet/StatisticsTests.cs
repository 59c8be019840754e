using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Parquet;
using OpenPayments.Ingestion.Tests.TestSupport;

namespace OpenPayments.Ingestion.Tests.Parquet;

public sealed class StatisticsTests
{
    [Fact]
    public void Statistics_OfEveryType_AreInDeltaSpelling()
    {
        var statistics = PartStatistics.Of(
        [
            TestColumns.Text("text", "b", null, "a"),
            TestColumns.Date("date", new DateOnly(2023, 7, 4), null, new DateOnly(2, 3, 4)),
            TestColumns.Cents("cents", 1234.5m, -0.05m, null),
            TestColumns.Int32("count", 3, 1, 2),
            TestColumns.Int64("position", 5_000_000_000, null, 7),
            TestColumns.Cents("unpaid", null, null, null),
        ]);

        Assert.Equal(
            [
                new ColumnStatistics("text", 1, null, null),
                new ColumnStatistics("date", 1, "0002-03-04", "2023-07-04"),
                new ColumnStatistics("cents", 1, "-0.05", "1234.50"),
                new ColumnStatistics("count", 0, "1", "3"),
                new ColumnStatistics("position", 1, "7", "5000000000"),
                new ColumnStatistics("unpaid", 3, null, null),
            ],
            statistics);
    }

    [Fact]
    public void Statistics_OfExtremeValues_AreExact()
    {
        var statistics = PartStatistics.Of(
        [
            TestColumns.Cents("cents", 9_999_999_999_999_999.99m, -9_999_999_999_999_999.99m),
            TestColumns.Date("date", DateOnly.MinValue, DateOnly.MaxValue),
        ]);

        Assert.Equal(new ColumnStatistics("cents", 0, "-9999999999999999.99", "9999999999999999.99"), statistics[0]);
        Assert.Equal(new ColumnStatistics("date", 0, "0001-01-01", "9999-12-31"), statistics[1]);
    }
}
