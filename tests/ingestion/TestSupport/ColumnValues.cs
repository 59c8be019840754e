using System.Text;
using OpenPayments.Ingestion.Columns;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Tests.TestSupport;

/// <summary>A column row by row, as any reader of the part should see it: string, DateOnly, decimal, int, long or null.</summary>
public static class ColumnValues
{
    public static object?[] Of(ColumnData column)
    {
        var rows = new object?[column.RowCount];
        var value = 0;
        for (var row = 0; row < rows.Length; row++)
            if ((column.Validity[row / 64] >> (row % 64) & 1) != 0)
                rows[row] = ValueOf(column, value++);
        return rows;
    }

    private static object ValueOf(ColumnData column, int index) => column switch
    {
        TextColumnData texts => Encoding.UTF8.GetString(texts.GetText(texts.IsDictionary ? texts.Ids[index] : index)),
        NumberColumnData numbers => Typed(column.Type, numbers.Values[index]),
        _ => throw new ArgumentException("unknown column", nameof(column)),
    };

    private static object Typed(ColumnType type, long value) => type switch
    {
        ColumnType.Date => new DateOnly(1970, 1, 1).AddDays((int)value),
        ColumnType.Cents => value / 100m,
        ColumnType.Int32 => (int)value,
        _ => value,
    };
}
