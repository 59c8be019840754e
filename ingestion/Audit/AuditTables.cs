using System.Collections.Immutable;

namespace OpenPayments.Ingestion.Audit;

/// <summary>The audit tables of a lake.</summary>
public static class AuditTables
{
    public static ImmutableArray<AuditTable> All { get; } = [RunsTable.Table, FilesTable.Table, ChunksTable.Table, ValidationTable.Table, DriftTable.Table];
}
