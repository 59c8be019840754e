using OpenPayments.Client.Output;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Reconciliation;

namespace OpenPayments.Client.Report.Page;

/// <summary>What the year consists of, and where it comes from.</summary>
internal static class FilesSection
{
    public static void Write(HtmlWriter html, YearReport report)
    {
        Sections.Start(html, Sections.Files);
        var table = new HtmlTable(html, "Records and dollars by file", "File", "Publication", "#Records", "#In the table", "#In quarantine", "Money column", "#Accepted", "#Quarantined");
        foreach (var file in report.Files)
        {
            var head = file.Amounts.IsEmpty ? null : file.Amounts[0];
            table.Row(
                Cell.Head(Words.TitleOf(file.Kind)), Cell.Short($"{Words.Day(file.Publication)}{(file.State == SubjectState.Superseded ? ", superseded" : "")}"),
                Cell.Figure(Words.Count(file.Records.Scanned)), Cell.Figure(Words.Count(file.Records.Accepted)), Cell.Figure(Words.Count(file.Records.Quarantined)),
                Cell.Code(head?.Column ?? "–"), Cell.Figure(head is null ? "–" : Words.Dollars(head.AcceptedCents)), Cell.Figure(head is null ? "–" : Words.Dollars(head.QuarantinedCents)));
            foreach (var amount in file.Amounts.Skip(1))
                table.Row(
                    Cell.Plain(""), Cell.Plain(""), Cell.Figure(""), Cell.Figure(""), Cell.Figure(""),
                    Cell.Code(amount.Column), Cell.Figure(Words.Dollars(amount.AcceptedCents)), Cell.Figure(Words.Dollars(amount.QuarantinedCents)));
        }

        table.End();
        WriteOrigins(html, report);
        WriteFindings(html, report);
        Sections.End(html);
    }

    private static void WriteOrigins(HtmlWriter html, YearReport report)
    {
        html.Write($"<details><summary>Where they come from</summary>\n");
        var table = new HtmlTable(html, "Origin of the files", "Raw file and its SHA-256", "Header", "#Size", "#Chunks", "#Parts", "#In the lake", "Run");
        foreach (var file in report.Files)
        {
            var origin = file.Origin;
            table.Row(
                Cell.Code($"{origin.RawKey} {origin.RawSha256}", 400), Cell.Short($"{origin.EraId}{(origin.Encoding == TextEncoding.Windows1252 ? ", Windows-1252" : "")}"),
                Cell.Figure(Figures.Bytes(origin.LengthBytes)), Cell.Figure(Words.Count(origin.ChunkCount)), Cell.Figure(Words.Count(origin.PartCount)), Cell.Figure(Figures.Bytes(origin.PartBytes)),
                Cell.Code(origin.RunId ?? "–"));
        }

        table.End();
        html.Write($"</details>\n");
    }

    private static void WriteFindings(HtmlWriter html, YearReport report)
    {
        var rules = report.Files.SelectMany(file => file.Findings).DistinctBy(rule => rule.Rule).OrderBy(rule => rule.Rule, StringComparer.Ordinal).ToList();
        if (rules.Count == 0) return;
        html.Write($"<details><summary>What the rules found</summary>\n");
        var table = new HtmlTable(html, "Findings by rule and file", ["Rule", "What is wrong with such a record", .. report.Files.Select(file => $"#{Words.TitleOf(file.Kind)}")]);
        foreach (var rule in rules)
            table.Row([Cell.Head(rule.Rule, 60), Cell.Plain(rule.Reason), .. report.Files.Select(file => Cell.Figure(CountOf(file, rule.Rule)))]);
        table.End();
        html.Write($"</details>\n");
    }

    private static string CountOf(ReportedFile file, string rule) => file.Findings.FirstOrDefault(known => known.Rule == rule) is { } found ? Words.Count(found.Count) : "–";
}
