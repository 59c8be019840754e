using System.Collections.Immutable;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Tables;

/// <summary>The type of a table's column as the Delta log spells it. Wider than <see cref="ColumnType"/>: quarantine tables hold bytes and lists, audit tables instants.</summary>
public abstract record TableType
{
    public static TableType Text { get; } = new ScalarType("string");

    public static TableType Date { get; } = new ScalarType("date");

    public static TableType Amount { get; } = new ScalarType("decimal(18,2)");

    public static TableType Int32 { get; } = new ScalarType("integer");

    public static TableType Int64 { get; } = new ScalarType("long");

    public static TableType Binary { get; } = new ScalarType("binary");

    public static TableType Boolean { get; } = new ScalarType("boolean");

    public static TableType Double { get; } = new ScalarType("double");

    /// <summary>An instant, in UTC, to the microsecond.</summary>
    public static TableType Timestamp { get; } = new ScalarType("timestamp");

    public static ImmutableArray<TableType> Scalars { get; } = [Text, Date, Amount, Int32, Int64, Binary, Boolean, Double, Timestamp];

    public static TableType Of(ColumnType type) => type switch
    {
        ColumnType.Text => Text,
        ColumnType.Date => Date,
        ColumnType.Cents => Amount,
        ColumnType.Int32 => Int32,
        ColumnType.Int64 => Int64,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };
}

/// <param name="Code">Its name in a Delta schema.</param>
public sealed record ScalarType(string Code) : TableType;

/// <summary>A list of structs; the structs themselves are never null.</summary>
public sealed record ListType(ImmutableArray<TableColumn> Fields) : TableType
{
    public bool Equals(ListType? other) => other is not null && Fields.SequenceEqual(other.Fields);

    public override int GetHashCode() => Fields.Length;
}

/// <summary>A column that any row may leave NULL.</summary>
public sealed record TableColumn(string Name, TableType Type)
{
    /// <summary>What it says, for people; null when the column's own documentation is elsewhere.</summary>
    public string? Comment { get; init; }
}
