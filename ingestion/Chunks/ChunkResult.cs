using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace OpenPayments.Ingestion.Chunks;

/// <summary>What became of one chunk. Together the results of a file's chunks account for every record and every cent of it.</summary>
/// <param name="RecordCount">Records that the parser saw = accepted + quarantined.</param>
/// <param name="Amounts">One entry for each money column, in column order.</param>
/// <param name="FindingCounts">How often each rule spoke, by rule id, warnings included.</param>
/// <param name="Part">The accepted rows, or null when there are none.</param>
/// <param name="Quarantine">The rejected records, or null when there are none.</param>
/// <param name="Replayed">Rows that were let out of quarantine later, one part for each time; null when there are none.</param>
public sealed record ChunkResult(
    int ChunkIndex,
    long RecordCount,
    long AcceptedCount,
    long QuarantinedCount,
    ImmutableArray<AmountTotals> Amounts,
    ImmutableSortedDictionary<string, long> FindingCounts,
    PartObject? Part,
    PartObject? Quarantine,
    ImmutableArray<PartObject>? Replayed = null)
{
    /// <summary>Every part that holds rows of this chunk.</summary>
    [JsonIgnore]
    public IEnumerable<PartObject> Parts => (Part is null ? [] : new[] { Part }).Concat(Replayed ?? []);
}

/// <summary>Sums of one money column. Money of a quarantined record counts when its amount is readable; otherwise the record is counted as unreadable.</summary>
public sealed record AmountTotals(string Column, long AcceptedCents, long QuarantinedCents, long UnreadableCount);

/// <summary>One Parquet object that a chunk wrote.</summary>
/// <param name="Sha256">Of the object's bytes, lower-case hex.</param>
public sealed record PartObject(string Key, long LengthBytes, string Sha256, long RowCount, ImmutableArray<ColumnStatistics> Statistics);

/// <summary>Statistics of one column of a part, in Delta's JSON spelling (dates as 2024-12-31, amounts as 12.34). Min and max are null for an all-NULL column and for texts.</summary>
public sealed record ColumnStatistics(string Column, long NullCount, string? Min, string? Max);
