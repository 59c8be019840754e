using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Client.Report.Page;

/// <summary>The head of the page: what the year is worth, why, and its key figures.</summary>
internal static class VerdictSection
{
    public static void Write(HtmlWriter html, YearReport report)
    {
        html.Write($"<header>\n<p class=\"product\">Open Payments{(report.Publication is { } asked ? $", publication {Words.Day(asked)}" : "")}</p>\n<h1>Program year {report.ProgramYear}</h1>\n");
        WriteBanner(html, report);
        WriteFigures(html, report);
        html.Write($"<nav aria-label=\"Sections\"><ol>");
        foreach (var (id, title) in Sections.All) html.Write($"<li><a href=\"#{id}\">{title}</a></li>");
        html.Write($"</ol></nav>\n</header>\n");
    }

    private static void WriteBanner(HtmlWriter html, YearReport report)
    {
        html.Write($"<section class=\"banner {Words.Of(report.Verdict)}\" id=\"verdict\" aria-labelledby=\"verdict-title\">\n<h2 id=\"verdict-title\"><span class=\"word\">{Words.Of(report.Verdict)}</span> {HeadlineOf(report)}</h2>\n");
        if (report.Reasons.Length > 0)
        {
            html.Write($"<ul>");
            foreach (var reason in report.Reasons)
                html.Write($"<li><span class=\"verdict {Words.Of(reason.Verdict)}\">{Words.Of(reason.Verdict)}</span> <strong>{reason.File ?? "The year as a whole"}</strong>, {reason.Check:60}: {reason.Words:700}</li>\n");
            html.Write($"</ul>\n");
        }

        var quick = report.Files.Count(file => file.Proof.State != ProofState.Certified);
        if (quick > 0)
            html.Write($"<p>{(quick == report.Files.Length ? "No file has" : $"{quick} of {report.Files.Length} files have not")} {(quick == report.Files.Length ? "a certificate of a full validation" : "got a certificate of a full validation")}: so far what the chunks reported has been checked. To read every raw file and every part again and compare them cell by cell: <code>openpayments validate {report.ProgramYear}</code></p>\n");
        html.Write($"</section>\n");
    }

    private static string HeadlineOf(YearReport report) => report.Verdict switch
    {
        Verdict.Pass => "Every record is in a table or in quarantine, and every cent is accounted for.",
        Verdict.Warn => "Every record and cent is accounted for; something wants a look.",
        _ => "A check failed. Do not rely on this year before it is mended.",
    };

    private static void WriteFigures(HtmlWriter html, YearReport report)
    {
        long accepted = report.Files.Sum(file => file.Records.Accepted), quarantined = report.Files.Sum(file => file.Records.Quarantined);
        html.Write($"<dl class=\"key\">\n");
        Add(html, "Records", Words.Count(report.Files.Sum(file => file.Records.Scanned)), $"in {report.Files.Length} {(report.Files.Length == 1 ? "file" : "files")}");
        Add(html, "In the tables", Words.Count(accepted), $"{Words.Share(accepted, accepted + quarantined)} of all");
        Add(html, "In quarantine", Words.Count(quarantined), quarantined == 0 ? "nothing was set aside" : $"{Words.Share(quarantined, accepted + quarantined)} of all");
        AddDollars(html, "Payments", report, Kind.General, Kind.Research);
        AddDollars(html, "Invested", report, Kind.Ownership);
        html.Write($"</dl>\n");
    }

    private static void AddDollars(HtmlWriter html, string title, YearReport report, params Kind[] kinds)
    {
        var amounts = report.Files.Where(file => kinds.Contains(file.Kind) && file.Amounts.Length > 0).Select(file => file.Amounts[0]).ToList();
        if (amounts.Count == 0) return;
        var quarantined = amounts.Sum(amount => amount.QuarantinedCents);
        Add(html, title, Words.Dollars(amounts.Sum(amount => amount.AcceptedCents)), quarantined == 0 ? "in the tables" : $"and {Words.Dollars(quarantined)} in quarantine");
    }

    private static void Add(HtmlWriter html, string title, string figure, string note) => html.Write($"<div><dt>{title}</dt><dd><b>{figure}</b> <span>{note}</span></dd></div>\n");
}
