using System.Collections.Immutable;
using OpenPayments.Ingestion.Columns;
using OpenPayments.Ingestion.Quarantine;

namespace OpenPayments.Ingestion.Chunks;

/// <summary>A chunk in memory: the accepted rows as columns, the rejected records as they were. Columns stay valid until the engine's next run.</summary>
public sealed record ChunkRows(
    long RecordCount,
    int RowCount,
    IReadOnlyList<ColumnData> Columns,
    IReadOnlyList<QuarantinedRecord> Quarantined,
    ImmutableArray<AmountTotals> Amounts,
    ImmutableSortedDictionary<string, long> FindingCounts);
