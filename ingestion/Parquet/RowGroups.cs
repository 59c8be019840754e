using System.Numerics;
using OpenPayments.Ingestion.Columns;

namespace OpenPayments.Ingestion.Parquet;

/// <summary>A run of rows. It starts at a whole word of the validity bitmaps.</summary>
public readonly record struct RowRange(int FirstRow, int RowCount)
{
    public int FirstWord => FirstRow / 64;

    /// <summary>The values of a column that belong to these rows.</summary>
    /// <param name="firstValue">How many values the rows before this range have.</param>
    public (int FirstValue, int ValueCount) ValuesOf(ColumnData column, int firstValue)
    {
        if (RowCount == column.RowCount) return (0, column.ValueCount);

        var count = 0;
        foreach (var word in column.Validity.Slice(FirstWord, (RowCount + 63) / 64))
            count += BitOperations.PopCount(word);
        return (firstValue, count);
    }
}

/// <summary>
/// How the rows of a part are cut into row groups: as few as possible, none so large that a reader which takes one group
/// at a time would need much memory. A part of a default chunk is one group.
/// </summary>
public static class RowGroups
{
    public const int MaxRowCount = 1_000_000;

    /// <summary>Of the encoded values before compression.</summary>
    public const long MaxSizeBytes = 128L << 20;

    public static IReadOnlyList<RowRange> Split(IReadOnlyList<ColumnData> columns, int rowCount)
    {
        var groupCount = Math.Max(CeilingOf(rowCount, MaxRowCount), CeilingOf(EncodedSizeBytes(columns), MaxSizeBytes));
        var rowsPerGroup = (int)(CeilingOf(CeilingOf(rowCount, groupCount), 64) * 64);
        var groups = new List<RowRange>();
        for (var row = 0; row < rowCount; row += rowsPerGroup)
            groups.Add(new RowRange(row, Math.Min(rowsPerGroup, rowCount - row)));
        return groups;
    }

    /// <summary>An upper bound: a writer may find a smaller form.</summary>
    private static long EncodedSizeBytes(IReadOnlyList<ColumnData> columns)
    {
        var total = 0L;
        foreach (var column in columns)
        {
            total += column.RowCount / 8 + column.ValueCount * 8L;
            if (column is not TextColumnData texts) continue;
            for (var i = 0; i < texts.TextCount; i++)
                total += texts.GetText(i).Length;
        }

        return total;
    }

    private static long CeilingOf(long dividend, long divisor) => (dividend + divisor - 1) / divisor;
}
