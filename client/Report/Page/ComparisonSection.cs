namespace OpenPayments.Client.Report.Page;

/// <summary>Each file beside its previous publication: what was, what is, and the difference.</summary>
internal static class ComparisonSection
{
    public static void Write(HtmlWriter html, YearReport report)
    {
        Sections.Start(html, Sections.Comparison);
        foreach (var file in report.Files)
            if (file.Former is { } former)
                WriteFile(html, file, former);
        var alone = report.Files.Where(file => file.Former is null).Select(file => $"{Words.TitleOf(file.Kind)} {Words.Day(file.Publication)}").ToList();
        if (alone.Count > 0) html.Write($"<p>The lake holds no earlier publication of: {string.Join(", ", alone)}.</p>\n");
        Sections.End(html);
    }

    private static void WriteFile(HtmlWriter html, ReportedFile file, DateOnly former)
    {
        html.Write($"<h3>{Words.TitleOf(file.Kind)} <span class=\"publication\">{Words.Day(former)} → {Words.Day(file.Publication)}</span></h3>\n");
        Sections.Tell(html, file.TroubleWith(ReportedFile.ComparisonSubject));
        if (file.Comparison is not { } comparison) return;
        var (isMoney, title) = (comparison.IsMoney, Capital(comparison.BreakdownTitle));
        html.Write($"<p>Accepted records: {comparison.Was.Records:N0} were, {comparison.Now.Records:N0} are. By record id, {comparison.AddedCount:N0} are new, {comparison.RemovedCount:N0} are gone{(isMoney ? $", {Words.Count(comparison.ChangedCount)} have another amount" : "")}.</p>\n");
        var table = isMoney
            ? new HtmlTable(html, "Was and is", title, "#Records were", "#Records are", "#Difference", "#Dollars were", "#Dollars are", "#Difference")
            : new HtmlTable(html, "Was and is", title, "#Records were", "#Records are", "#Difference");
        AddRow(table, "All", new ComparedGroup(null, comparison.Was, comparison.Now), isMoney);
        foreach (var group in comparison.Breakdown) AddRow(table, group.Label ?? "(none)", group, isMoney);
        table.End();
        if (comparison.OtherCount > 0) html.Write($"<p class=\"note\">And {comparison.OtherCount:N0} more that changed less.</p>\n");
    }

    private static void AddRow(HtmlTable table, string label, ComparedGroup group, bool isMoney)
    {
        var (was, now) = (group.Was, group.Now);
        Cell[] records = [Cell.Head(label), Cell.Figure(Words.Count(was.Records)), Cell.Figure(Words.Count(now.Records)), Cell.Figure(Words.Change(now.Records, was.Records))];
        if (isMoney) table.Row([.. records, Cell.Figure(Words.Dollars(was.Cents)), Cell.Figure(Words.Dollars(now.Cents)), Cell.Figure(Words.DollarChange(now.Cents, was.Cents))]);
        else table.Row(records);
    }

    private static string Capital(string word) => $"{char.ToUpperInvariant(word[0])}{word[1..]}";
}
