using System.Collections.Immutable;
using System.Globalization;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Columns;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Parquet;

/// <summary>What the table's log says of each column of a part, so that engines can skip parts without opening them.</summary>
public static class PartStatistics
{
    private const int UnixEpochDayNumber = 719162;

    public static ImmutableArray<ColumnStatistics> Of(IReadOnlyList<ColumnData> columns)
    {
        var statistics = ImmutableArray.CreateBuilder<ColumnStatistics>(columns.Count);
        foreach (var column in columns)
            statistics.Add(Of(column));
        return statistics.MoveToImmutable();
    }

    private static ColumnStatistics Of(ColumnData column)
    {
        long nullCount = column.RowCount - column.ValueCount;
        if (column is not NumberColumnData { ValueCount: > 0 } numbers)
            return new ColumnStatistics(column.Name, nullCount, null, null);

        var (min, max) = NumberRange.Of(numbers.Values);
        return new ColumnStatistics(column.Name, nullCount, Spell(column.Type, min), Spell(column.Type, max));
    }

    internal static string Spell(ColumnType type, long value) => type switch
    {
        ColumnType.Date => DateOnly.FromDayNumber((int)(value + UnixEpochDayNumber)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ColumnType.Cents => (value / 100m).ToString("0.00", CultureInfo.InvariantCulture),
        _ => value.ToString(CultureInfo.InvariantCulture),
    };
}
