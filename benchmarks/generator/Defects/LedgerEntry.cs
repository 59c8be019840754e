using System.Text.Json.Serialization;
using OpenPayments.Ingestion.Rules;

namespace OpenPayments.Generator.Defects;

/// <summary>
/// One record that is not as it should be. A record whose quoting is broken is its one physical line: the line after it
/// starts a record again.
/// </summary>
/// <param name="RecordNumber">The first record after the header is 1.</param>
/// <param name="LengthBytes">The line end included.</param>
/// <param name="Column">Canonical name, or empty when the whole record is concerned.</param>
/// <param name="Expected">What ingestion is to do with it.</param>
/// <param name="RuleId">The rule that must speak of it; others may too.</param>
public sealed record LedgerEntry(long RecordNumber, long OffsetBytes, int LengthBytes, DefectSort Sort, string Column, Severity Expected, string RuleId)
{
    [JsonIgnore]
    public bool IsBad => Expected == Severity.Reject;
}
