using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Tables;

namespace OpenPayments.Ingestion.Audit;

/// <summary>One way in which a file differs from what it was compared with.</summary>
/// <param name="Severity">pass, warn or fail; of a header that the user allowed, allowed.</param>
/// <param name="Measure">Null for a header, where nothing is measured; so is the threshold.</param>
public sealed record FoundDrift(
    string RunId, string Command, DateTimeOffset At, FileId File, string Baseline, string Sort, string? Column, double? Measure, double? Threshold, string Severity, string Words)
{
    /// <summary>A header's drift, a finding a column.</summary>
    public static IEnumerable<FoundDrift> Of(RunRecord run, FileId file, HeaderDrift drift)
    {
        return
        [
            .. drift.Renamed.Select(pair => Found("header_renamed", pair.NewName, $"{pair.OldName} is now {pair.NewName}")),
            .. drift.Added.Select(column => Found("header_added", column, $"{column} is in no era; it is kept as text")),
            .. drift.Removed.Select(column => Found("header_removed", column, $"{column} is missing; it is NULL")),
            .. drift.Reordered.Select(column => Found("header_moved", column, $"{column} stands in another place")),
        ];

        FoundDrift Found(string sort, string column, string words) => new(run.RunId, run.Command, run.FinishedAt, file, drift.NearestEraId, sort, column, null, null, "allowed", words);
    }
}

public static class DriftTable
{
    public static AuditTable<FoundDrift> Table { get; } = new("drift_findings", "One row for each way in which a file's header or content differs from what it was compared with.",
    [
        new("run_id", TableType.Text, "The command; see audit_runs.", row => row.RunId),
        new("command", TableType.Text, "ingest (headers) or validate (content).", row => row.Command),
        new("found_at", TableType.Timestamp, "When the command had ended.", row => row.At),
        new("file", TableType.Text, "The file.", row => row.File.ToString()),
        new("kind", TableType.Text, "general, research, ownership, removed or profile.", row => row.File.Kind.Code),
        new("publication", TableType.Date, "The CMS release.", row => row.File.Publication),
        new("baseline", TableType.Text, "What it was compared with: an era, or the publication or year before.", row => row.Baseline),
        new("sort", TableType.Text, "header_renamed, header_added, header_removed or header_moved; of content records, nulls, category, amounts or company.", row => row.Sort),
        new("column_name", TableType.Text, "The column it is about; NULL when it is about none.", row => row.Column),
        new("measure", TableType.Double, "What was measured; NULL for a header.", row => row.Measure),
        new("threshold", TableType.Double, "From when on it is a finding; NULL for a header.", row => row.Threshold),
        new("severity", TableType.Text, "What such findings come to: pass, warn or fail; allowed for a header that the user allowed.", row => row.Severity),
        new("detail", TableType.Text, "In words.", row => row.Words),
    ]);
}
