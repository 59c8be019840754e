using OpenPayments.Ingestion.Columns;
using OpenPayments.Ingestion.Schema;
using Parquet.Schema;

namespace OpenPayments.Ingestion.Parquet.ParquetNet;

/// <summary>
/// The columns of a part as Parquet.Net knows them. Each column has twins of the same name in schemas of their own: the
/// library takes a column's annotation from the file's schema and the form of its values from the field they come with, so
/// dates pass as days and amounts as cents, without a <see cref="DateOnly"/> or a <see cref="decimal"/> a value.
/// </summary>
internal sealed class PartSchema
{
    private readonly (string Name, ColumnType Type)[] _columns;

    public PartSchema(IReadOnlyList<ColumnData> columns)
    {
        _columns = [.. columns.Select(column => (column.Name, column.Type))];
        Declared = new ParquetSchema(columns.Select(column => DeclaredField(column.Name, column.Type)));
        Values = new ParquetSchema(columns.Select(column => new DataField(column.Name, ValueType(column.Type), isNullable: true)));
        Bytes = new ParquetSchema(columns.Select(column => new DataField(column.Name, typeof(byte[]), isNullable: true)));
    }

    /// <summary>What the file says of its columns.</summary>
    public ParquetSchema Declared { get; }

    /// <summary>Texts as characters, dates and counts as 32-bit and amounts and positions as 64-bit integers.</summary>
    public ParquetSchema Values { get; }

    /// <summary>Columns as bytes: for values that must get no minimum and maximum.</summary>
    public ParquetSchema Bytes { get; }

    public bool Fits(IReadOnlyList<ColumnData> others)
    {
        if (others.Count != _columns.Length) return false;
        for (var i = 0; i < _columns.Length; i++)
            if (_columns[i] != (others[i].Name, others[i].Type))
                return false;
        return true;
    }

    private static DataField DeclaredField(string name, ColumnType type) => type switch
    {
        ColumnType.Text => new DataField(name, typeof(string), isNullable: true),
        ColumnType.Date => new DataField(name, typeof(DateOnly), isNullable: true),
        ColumnType.Cents => new DecimalDataField(name, precision: 18, scale: 2, isNullable: true),
        ColumnType.Int32 => new DataField(name, typeof(int), isNullable: true),
        ColumnType.Int64 => new DataField(name, typeof(long), isNullable: true),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    private static Type ValueType(ColumnType type) => type switch
    {
        ColumnType.Text => typeof(string),
        ColumnType.Date or ColumnType.Int32 => typeof(int),
        _ => typeof(long),
    };
}
