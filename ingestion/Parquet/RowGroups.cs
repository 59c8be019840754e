using OpenPayments.Ingestion.Columns;

namespace OpenPayments.Ingestion.Parquet;

/// <summary>
/// How the rows of a part are cut into row groups: as few as possible, none so large that a reader which takes one group
/// at a time would need much memory. A part of a default chunk is one group.
/// </summary>
public static class RowGroups
{
    public const int MaxRowCount = 1_000_000;

    /// <summary>Of the encoded values before compression.</summary>
    public const long MaxSizeBytes = 128L << 20;

    /// <param name="rowCount">At least one; every column must have as many.</param>
    public static IEnumerable<RowRange> Split(IReadOnlyList<ColumnData> columns, int rowCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rowCount, 1);
        foreach (var column in columns)
            if (column.RowCount != rowCount)
                throw new ArgumentException($"Column {column.Name} has {column.RowCount} rows; the part has {rowCount}.", nameof(columns));

        var count = Math.Max((rowCount - 1) / MaxRowCount, EncodedSizeBytes(columns) / MaxSizeBytes) + 1;
        return new RowRange(0, rowCount).Split(count);
    }

    /// <summary>An upper bound: a writer may find a smaller form.</summary>
    private static long EncodedSizeBytes(IReadOnlyList<ColumnData> columns)
    {
        var total = 0L;
        foreach (var column in columns)
        {
            total += column.RowCount / 8 + column.ValueCount * 8L;
            if (column is TextColumnData texts) total += texts.TextSizeBytes;
        }

        return total;
    }
}
