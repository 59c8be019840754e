using System.Collections.Immutable;
using OpenPayments.Ingestion.Parquet;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Stores;
using OpenPayments.Ingestion.Tables;

namespace OpenPayments.Ingestion.Audit;

/// <summary>An append-only table under <c>metadata/</c>, partitioned by program year as every table of the lake.</summary>
public abstract class AuditTable(string name, string comment, IEnumerable<TableColumn> columns)
{
    private static readonly TableColumn ProgramYear = new(TableSchema.PartitionColumn, TableType.Int32) { Comment = "The program year, which is the partition." };

    /// <summary>As queries call it.</summary>
    public string Name => name;

    /// <summary>What a row is.</summary>
    public string Comment => comment;

    public DeltaTable Open(IObjectStore store, TimeProvider? time = null) => new(store, LakeKeys.AuditTable(Name), time ?? TimeProvider.System);

    public TableSchema Schema { get; } = new([.. columns, ProgramYear]);
}

/// <param name="columns">Without the program year.</param>
public sealed class AuditTable<TRow>(string name, string comment, ImmutableArray<AuditColumn<TRow>> columns)
    : AuditTable(name, comment, columns.Select(column => new TableColumn(column.Name, column.Type) { Comment = column.Comment }))
{
    /// <summary>The same rows always give the same bytes.</summary>
    public WrittenPart Write(IReadOnlyList<TRow> rows) =>
        AuditPartWriter.Write([.. columns.Select(column => new AuditValues(column.Name, column.Type, [.. rows.Select(column.Value)]))], rows.Count);
}
