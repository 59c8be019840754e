using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OpenPayments.Ingestion.Chunks;

namespace OpenPayments.Ingestion.Reconciliation;

/// <summary>The outcome of validation; only a year that did not fail is published.</summary>
public enum Verdict
{
    Pass,
    Warn,
    Fail,
}

/// <summary>One thing that validation checked, in words and figures.</summary>
public sealed record ValidationCheck(string Name, Verdict Verdict, string Detail);

/// <summary>Whether a file's chunks account for every record and cent of it.</summary>
/// <param name="ScannedCount">Records by landing's quote parity.</param>
/// <param name="Amounts">Sums over all chunks, one entry for each money column.</param>
/// <param name="AcceptReason">Why the file may be published although it failed; null unless somebody said so.</param>
public sealed record ValidationReport(
    Verdict Verdict,
    long ScannedCount,
    long AcceptedCount,
    long QuarantinedCount,
    ImmutableArray<AmountTotals> Amounts,
    ImmutableSortedDictionary<string, long> FindingCounts,
    ImmutableArray<ValidationCheck> Checks,
    string? AcceptReason = null)
{
    [JsonIgnore]
    public bool MayBePublished => Verdict != Verdict.Fail || AcceptReason is not null;
}
