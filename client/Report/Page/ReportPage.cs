using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using OpenPayments.Ingestion;

namespace OpenPayments.Client.Report.Page;

/// <summary>
/// The report as one HTML page: no script, nothing from elsewhere (its own policy forbids both), light and dark, printable, and
/// never longer than <see cref="ReportLimits.PageBytes"/>. The same report always gives the same bytes.
/// </summary>
public static class ReportPage
{
    private static readonly string Style = ReadStyle();

    /// <summary>The one style sheet that the page's policy lets in.</summary>
    private static readonly string StyleHash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)));

    public static byte[] Write(YearReport report)
    {
        var html = new HtmlWriter();
        html.Write($"<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        html.Write($"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src &#39;none&#39;; style-src &#39;sha256-{StyleHash}&#39;; img-src data:; base-uri &#39;none&#39;; form-action &#39;none&#39;\">\n");
        html.Write($"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n");
        html.Write($"<title>Open Payments {report.ProgramYear}: {Words.Of(report.Verdict)}</title>\n<link rel=\"icon\" href=\"data:,\">\n<style>");
        html.Append(Style);
        html.Write($"</style>\n</head>\n<body>\n");
        VerdictSection.Write(html, report);
        html.Write($"<main>\n");
        FilesSection.Write(html, report);
        ProofSection.Write(html, report);
        QuarantineSection.Write(html, report);
        DriftSection.Write(html, report);
        PaymentsSection.Write(html, report);
        ComparisonSection.Write(html, report);
        ProfileSection.Write(html, report);
        RunsSection.Write(html, report);
        html.Write($"</main>\n<footer><p>Made by OpenPayments {Words.Version(ProductVersion.Current):80} from the lake alone. Not affiliated with CMS; the data is a work of the US government and public.</p></footer>\n</body>\n</html>\n");
        return Encoding.UTF8.GetBytes(html.ToString());
    }

    private static string ReadStyle()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("OpenPayments.Client.Report.report.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
