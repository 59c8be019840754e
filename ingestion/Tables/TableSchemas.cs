using System.Collections.Immutable;
using OpenPayments.Ingestion.Quarantine;
using OpenPayments.Ingestion.Schema;
using Parquet.Schema;

namespace OpenPayments.Ingestion.Tables;

/// <summary>The schemas of the lake's tables.</summary>
public static class TableSchemas
{
    /// <summary>Rejected records of any kind: what their parts hold, and the program year they are kept under.</summary>
    public static TableSchema Quarantine { get; } = new([.. QuarantineSchema.Schema.Fields.Select(ToTableColumn), new(TableSchema.PartitionColumn, TableType.Int32)]);

    /// <summary>Typed rows of a kind: the columns of all its eras, then where each row came from.</summary>
    public static TableSchema Staging(Kind kind) => Staging(kind, []);

    /// <summary>The same with what a drifted file has besides; the table keeps such columns from then on.</summary>
    public static TableSchema Staging(FileLayout layout) => Staging(
        layout.Kind,
        layout.Columns.Where(column => CanonicalTable.For(layout.Kind).Find(column.Name) is null));

    private static TableSchema Staging(Kind kind, IEnumerable<LayoutColumn> extraColumns)
    {
        var columns = CanonicalTable.For(kind).Columns.Select(ToTableColumn).ToImmutableArray();
        if (!columns.Any(column => column.Name == TableSchema.PartitionColumn))
            columns = columns.Add(new TableColumn(TableSchema.PartitionColumn, TableType.Int32));
        return new TableSchema([.. columns, .. ProvenanceColumns.All.Select(ToTableColumn), .. extraColumns.Select(ToTableColumn)]);
    }

    private static TableColumn ToTableColumn(LayoutColumn column) => new(column.Name, TableType.Of(column.Type));

    private static TableColumn ToTableColumn(Field field) => new(field.Name, field switch
    {
        DataField data => TypeOf(data.ClrType),
        ListField { Item: StructField item } => new ListType([.. item.Fields.Select(ToTableColumn)]),
        _ => throw new NotSupportedException($"Column {field.Name} has a shape that no table has."),
    });

    private static TableType TypeOf(Type type) =>
        type == typeof(ReadOnlyMemory<char>) || type == typeof(string) ? TableType.Text
        : type == typeof(ReadOnlyMemory<byte>) || type == typeof(byte[]) ? TableType.Binary
        : type == typeof(DateOnly) || type == typeof(DateTime) ? TableType.Date
        : type == typeof(int) ? TableType.Int32
        : type == typeof(long) ? TableType.Int64
        : throw new NotSupportedException($"No table has values of {type}.");
}
