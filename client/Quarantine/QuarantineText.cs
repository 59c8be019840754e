using System.Globalization;
using System.Text;
using OpenPayments.Client.Output;
using OpenPayments.Ingestion.Quarantine.Ledger;
using OpenPayments.Ingestion.Quarantine.Replay;
using OpenPayments.Ingestion.Rules;

namespace OpenPayments.Client.Quarantine;

/// <summary>The quarantine for people.</summary>
public static class QuarantineText
{
    public static string Describe(QuarantineReport report)
    {
        var text = new StringBuilder();
        if (report.Records is { } records)
        {
            foreach (var record in records)
                text.Append(CultureInfo.InvariantCulture, $"{record.File} {record.RecordNumber}: {string.Join(", ", record.Findings.Where(finding => finding.Severity == Severity.Reject).Select(Say))}{(record.WaiveReason is null ? "" : $" (waived: {record.WaiveReason})")}\n");
        }
        else if (report.RecordCount > 0)
        {
            var table = new TextTable(TextColumn.Left("file"), TextColumn.Left("rule"), TextColumn.Left("column"), TextColumn.Right("records"), TextColumn.Right("waived"), TextColumn.Right("such as"));
            foreach (var group in report.Groups)
                table.Add(group.File, group.Rule, group.Column.Length == 0 ? "-" : group.Column, Figures.Count(group.RecordCount), Figures.Count(group.WaivedCount), group.FirstRecordNumber.ToString(CultureInfo.InvariantCulture));
            text.Append(table);
        }

        text.Append(CultureInfo.InvariantCulture, $"{(text.Length > 0 ? "\n" : "")}{Figures.Number(report.RecordCount, "record")} in quarantine, {Figures.Count(report.WaivedCount)} of them waived.\n");
        foreach (var decision in report.Decisions)
            text.Append(CultureInfo.InvariantCulture, $"{decision.At:yyyy-MM-dd HH:mm} UTC, {decision.By}: {(decision.Action == LedgerAction.Waive ? "waived" : "replayed")} {Figures.Number(decision.RecordCount, "record")} of {decision.File}: {decision.Reason}\n");
        if (report.Groups is [var first, ..])
            text.Append(CultureInfo.InvariantCulture, $"Look at one: openpayments quarantine show {first.File} {first.FirstRecordNumber}\n");
        return text.ToString();
    }

    public static string Describe(CataloguedRecord record, MarkedRecord marked)
    {
        var (raw, text) = (record.Record, new StringBuilder());
        text.Append(CultureInfo.InvariantCulture, $"Record {raw.RecordNumber} of {record.File}, {Figures.Count(raw.RawBytes.Length)} bytes from byte {Figures.Count(raw.OffsetBytes)}, chunk {record.ChunkIndex}\n");
        foreach (var finding in raw.Findings)
            text.Append(CultureInfo.InvariantCulture, $"  {(finding.Severity == Severity.Reject ? "reject" : "warn"),-8}{finding.RuleId}: {finding.Reason}\n");
        foreach (var field in marked.Fields.Where(field => !field.Broken.IsEmpty))
            text.Append(CultureInfo.InvariantCulture, $"  field {field.Number} {field.SourceName}: {field.Raw}\n");
        if (record.WaiveReason is not null) text.Append(CultureInfo.InvariantCulture, $"  waived  {record.WaiveReason}\n");
        return text.Append('\n').Append(marked.Text).Append('\n').ToString();
    }

    public static string Describe(IReadOnlyCollection<ReplayOutcome> outcomes, bool isDryRun)
    {
        var text = new StringBuilder();
        foreach (var outcome in outcomes)
            text.Append(CultureInfo.InvariantCulture, $"{outcome.File}: {Figures.Number(outcome.MovedCount, "record")} {(isDryRun ? "would move" : "moved")} into the table, {Figures.Count(outcome.RemainingCount)} {(isDryRun ? "would stay" : "stay")} in quarantine\n");
        return outcomes.Count == 0 ? "Nothing that was asked for is in quarantine.\n" : text.ToString();
    }

    private static string Say(Finding finding) => finding.Column.Length == 0 ? finding.RuleId : $"{finding.RuleId} ({finding.Column} '{finding.Excerpt}')";
}
