using OpenPayments.Ingestion.Quarantine.Ledger;
using OpenPayments.Ingestion.Rules;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Client.Report.Page;

/// <summary>What was set aside, by rule, with samples whose broken fields are marked.</summary>
internal static class QuarantineSection
{
    private const int SampleBytes = 850;
    private const int MarkBytes = 13;

    public static void Write(HtmlWriter html, YearReport report)
    {
        Sections.Start(html, Sections.Quarantine);
        foreach (var file in report.Files)
        {
            if (file.Quarantine is { RecordCount: 0, Decisions.IsEmpty: true }) continue;
            Sections.StartFile(html, file);
            Sections.Tell(html, file.TroubleWith(ReportedFile.QuarantineSubject));
            if (file.Quarantine is not { } quarantine) continue;
            WriteSums(html, file, quarantine);
            foreach (var rule in quarantine.Rules.Take(ReportLimits.SampledRules)) WriteSamples(html, file, rule);
            WriteDecisions(html, quarantine);
        }

        var clean = report.Files.Where(file => file.Quarantine?.RecordCount == 0).Select(file => Words.TitleOf(file.Kind)).ToList();
        if (clean.Count > 0) html.Write($"<p>Nothing is in quarantine of: {string.Join(", ", clean)}.</p>\n");
        Sections.End(html);
    }

    private static void WriteSums(HtmlWriter html, ReportedFile file, QuarantineFigures quarantine)
    {
        html.Write($"<p>{quarantine.RecordCount:N0} of {file.Records.Scanned:N0} records, {quarantine.WaivedCount:N0} of them waived. A record that broke several rules counts under each. All of them: <code>openpayments quarantine list --year {file.File[..4]} --kind {file.Kind.Code}</code></p>\n");
        if (quarantine.Rules.IsEmpty) return;
        var table = new HtmlTable(html, "Quarantined records by rule", "Rule", "#Records", "#Waived", "What is wrong with such a record", "In the columns");
        foreach (var rule in quarantine.Rules.Take(ReportLimits.QuarantinedRules))
            table.Row(Cell.Head(rule.Rule, 60), Cell.Figure(Words.Count(rule.RecordCount)), Cell.Figure(Words.Count(rule.WaivedCount)), Cell.Plain(rule.Reason, 200), Cell.Code(ColumnsOf(rule), 320));
        table.End();
    }

    private static string ColumnsOf(QuarantinedRule rule) => rule.Columns.IsEmpty
        ? "–"
        : $"{string.Join(", ", rule.Columns.Select(column => $"{column.Column} {Words.Count(column.RecordCount)}"))}{(rule.OtherColumnCount > 0 ? $" and {Words.Count(rule.OtherColumnCount)} more" : "")}";

    private static void WriteSamples(HtmlWriter html, ReportedFile file, QuarantinedRule rule)
    {
        html.Write($"<details class=\"samples\"><summary>Samples of <code>{rule.Rule:60}</code></summary>\n");
        foreach (var sample in rule.Samples)
        {
            html.Write($"<article><p>Record {sample.RecordNumber:N0}, {sample.LengthBytes:N0} bytes from byte {sample.OffsetBytes:N0}: <code>openpayments quarantine show {file.File:60} {sample.RecordNumber:0}</code></p>\n<ul>");
            foreach (var finding in sample.Findings)
                html.Write($"<li><span class=\"verdict {(finding.Severity == Severity.Reject ? "fail" : "warn")}\">{(finding.Severity == Severity.Reject ? "reject" : "warn")}</span> {finding.RuleId:60}{(finding.Column.Length == 0 ? "" : ", ")}{finding.Column:70}: {finding.Reason:160}</li>");
            html.Write($"</ul>\n");
            if (sample.WaiveReason is { } reason) html.Write($"<p>Waived: {reason:200}</p>\n");
            WriteText(html, sample);
            html.Write($"</article>\n");
        }

        html.Write($"</details>\n");
    }

    /// <summary>The bound is on the record as a whole, marks included, so that no number of pieces goes beyond it.</summary>
    private static void WriteText(HtmlWriter html, SampledRecord sample)
    {
        html.Write($"<pre>");
        var left = SampleBytes;
        foreach (var piece in sample.Text)
        {
            if (piece.IsBroken) html.Write($"<mark>");
            left -= html.WriteValue(piece.IsBroken && piece.Text.Length == 0 ? "(empty)" : piece.Text, left);
            if (piece.IsBroken) html.Write($"</mark>");
            left -= piece.IsBroken ? MarkBytes : 0;
            if (left <= MarkBytes) break;
        }

        html.Write($"</pre>\n");
    }

    private static void WriteDecisions(HtmlWriter html, QuarantineFigures quarantine)
    {
        if (quarantine.Decisions.IsEmpty) return;
        var table = new HtmlTable(html, "Decisions about quarantined records", "When (UTC)", "Decision", "#Records", "By", "Reason");
        foreach (var decision in quarantine.Decisions)
            table.Row(
                Cell.Short(decision.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture)), Cell.Plain(decision.Action == LedgerAction.Waive ? "waived" : "replayed"),
                Cell.Figure(Words.Count(decision.RecordCount)), Cell.Plain(decision.By, 80), Cell.Plain(decision.Reason));
        table.End();
    }
}
