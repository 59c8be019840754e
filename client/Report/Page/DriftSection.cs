namespace OpenPayments.Client.Report.Page;

/// <summary>How header and content of each file differ from what was known before.</summary>
internal static class DriftSection
{
    public static void Write(HtmlWriter html, YearReport report)
    {
        Sections.Start(html, Sections.Drift);
        html.Write($"<ul class=\"plain\">\n");
        foreach (var file in report.Files)
        {
            html.Write($"<li><strong>{Words.TitleOf(file.Kind)}</strong>: {HeaderOf(file):1200} {ContentOf(file):400}");
            WriteFindings(html, file);
            html.Write($"</li>\n");
        }

        html.Write($"</ul>\n");
        Sections.End(html);
    }

    private static string HeaderOf(ReportedFile file) => file.Drift.Header is { } drift ? drift.Describe() : $"its header is the known {file.Origin.EraId}.";

    private static string ContentOf(ReportedFile file) => file.Drift.Content switch
    {
        null when file.Proof.State != ProofState.Certified => "Its content was not compared; a full validation does that.",
        null => "The lake holds no file of the publication or year before to compare its content with, or the comparison was not asked for.",
        { IsComparable: false } content => $"Too few records to compare its content with {content.Baseline}.",
        { Findings.IsEmpty: true } content => $"Its content has not moved beyond the thresholds since {content.Baseline}.",
        { } content => $"Its content has moved since {content.Baseline}:",
    };

    private static void WriteFindings(HtmlWriter html, ReportedFile file)
    {
        if (file.Drift.Content is not { Findings: { IsEmpty: false } findings }) return;
        var table = new HtmlTable(html, "Content drift", "Sort", "Column", "#Measure", "#Threshold", "What has changed");
        foreach (var finding in findings.Take(ReportLimits.DriftFindings))
            table.Row(
                Cell.Head(finding.Sort, 60), Cell.Code(finding.Column ?? "–", 80), Cell.Figure(finding.Measure.ToString("0.###", System.Globalization.CultureInfo.InvariantCulture)),
                Cell.Figure(finding.Threshold.ToString("0.####", System.Globalization.CultureInfo.InvariantCulture)), Cell.Plain(finding.Words));
        table.End();
        if (findings.Length > ReportLimits.DriftFindings) html.Write($"<p class=\"note\">And {findings.Length - ReportLimits.DriftFindings:N0} more.</p>");
    }
}
