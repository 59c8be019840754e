using System.Numerics;
using OpenPayments.Ingestion.Columns;

namespace OpenPayments.Ingestion.Parquet;

/// <summary>A run of rows. It starts at a whole word of the validity bitmaps, and ends with one or at the last row.</summary>
public readonly record struct RowRange(int FirstRow, int RowCount)
{
    /// <summary>About so many runs of equal length, in order.</summary>
    public IEnumerable<RowRange> Split(long count)
    {
        var rowsInEach = (int)((RowCount + count - 1) / count + 63) & ~63;
        for (var row = 0; row < RowCount; row += rowsInEach)
            yield return new RowRange(FirstRow + row, Math.Min(rowsInEach, RowCount - row));
    }
}

internal static class RowRangeExtensions
{
    public static ReadOnlySpan<ulong> ValidityOf(this ColumnData column, RowRange rows) =>
        column.Validity.Slice(rows.FirstRow / 64, (rows.RowCount + 63) / 64);

    /// <summary>How many of the rows have a value.</summary>
    public static int ValueCountIn(this ColumnData column, RowRange rows)
    {
        if (rows.RowCount == column.RowCount) return column.ValueCount;

        var count = 0;
        foreach (var word in column.ValidityOf(rows))
            count += BitOperations.PopCount(word);
        return count;
    }
}
