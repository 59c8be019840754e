using System.Collections.Immutable;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Rules;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Tracing;

/// <summary>
/// What every rule says of one record. The engine tells findings of rejected records only, so it is asked with rules that all
/// reject, whatever severity they have otherwise.
/// </summary>
internal static class RecordFindings
{
    private static readonly RuleSet AllReject = RuleSet.Create(RuleCatalog.All.ToDictionary(rule => rule.Id, _ => Severity.Reject));

    public static ImmutableArray<Finding> Of(LandedFile file, IObjectReader raw, ChunkRange record, CancellationToken cancellation) =>
        [.. new ChunkEngine(file, AllReject).Run(raw, record, cancellation).Quarantined.SelectMany(rejected => rejected.Findings)];
}
