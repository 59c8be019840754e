using System.Collections.Immutable;
using OpenPayments.Ingestion.Quarantine.Ledger;
using OpenPayments.Ingestion.Rules;
using OpenPayments.Ingestion.Runs;

namespace OpenPayments.Client.Quarantine;

/// <summary>What is in quarantine now, and what has been decided so far.</summary>
/// <param name="Groups">A record with several findings counts in each.</param>
/// <param name="Records">Null unless asked for.</param>
public sealed record QuarantineReport(
    long RecordCount, long WaivedCount, ImmutableArray<QuarantineGroup> Groups, ImmutableArray<QuarantineLine>? Records, ImmutableArray<QuarantineDecision> Decisions)
{
    public static QuarantineReport Create(IReadOnlyList<CataloguedRecord> found, IEnumerable<QuarantineDecision> decisions, bool withRecords) => new(
        found.Count,
        found.Count(record => record.WaiveReason is not null),
        [.. found
            .SelectMany(record => record.Record.Findings.Where(finding => finding.Severity == Severity.Reject).Select(finding => (File: record.File.ToString(), finding.RuleId, finding.Column))
                .Distinct().Select(key => (Key: key, Record: record)))
            .GroupBy(entry => entry.Key)
            .Select(group => new QuarantineGroup(
                group.Key.File, group.Key.RuleId, group.Key.Column, group.Count(), group.Count(entry => entry.Record.WaiveReason is not null), group.Min(entry => entry.Record.Record.RecordNumber)))],
        withRecords ? [.. found.Select(QuarantineLine.Of)] : null,
        [.. decisions]);
}

/// <param name="FirstRecordNumber">An example for <c>quarantine show</c>.</param>
public sealed record QuarantineGroup(string File, string Rule, string Column, long RecordCount, long WaivedCount, long FirstRecordNumber);

public sealed record QuarantineLine(string File, long RecordNumber, long OffsetBytes, int LengthBytes, ImmutableArray<Finding> Findings, string? WaiveReason)
{
    public static QuarantineLine Of(CataloguedRecord record) => new(
        record.File.ToString(), record.Record.RecordNumber, record.Record.OffsetBytes, record.Record.RawBytes.Length, [.. record.Record.Findings], record.WaiveReason);
}

/// <summary>An entry of the ledger, without the list of its records.</summary>
public sealed record QuarantineDecision(string File, LedgerAction Action, long RecordCount, string Reason, DateTimeOffset At, string By)
{
    public static QuarantineDecision Of(FileId file, LedgerEntry entry) => new(file.ToString(), entry.Action, entry.Records.Length, entry.Reason, entry.At, entry.By);
}
