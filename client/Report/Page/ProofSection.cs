using OpenPayments.Ingestion.Reconciliation;

namespace OpenPayments.Client.Report.Page;

/// <summary>The certificates: what was proved of each file, by whom, and every check.</summary>
internal static class ProofSection
{
    public static void Write(HtmlWriter html, YearReport report)
    {
        Sections.Start(html, Sections.Proof);
        foreach (var file in report.Files)
        {
            Sections.StartFile(html, file);
            WriteState(html, file);
            WriteDifferences(html, file.Proof);
            WriteChecks(html, file.Proof);
        }

        Sections.End(html);
    }

    private static void WriteState(HtmlWriter html, ReportedFile file)
    {
        var proof = file.Proof;
        if (proof is { State: ProofState.Certified, Records: { } records, Issued: { } issued })
        {
            html.Write($"<p><span class=\"verdict {Words.Of(proof.Verdict)}\">{Words.Of(proof.Verdict)}</span> Certified in full: {records.Reparsed:N0} records in the raw file = {records.TableRows:N0} in the table + {records.QuarantineRows:N0} in quarantine, read back and compared cell by cell.</p>\n");
            html.Write($"<p class=\"note\">Issued {issued.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC by {issued.By:80} with OpenPayments {Words.Version(issued.Version):80}. Seal, the SHA-256 of the statement: <code>{proof.Digest:80}</code></p>\n");
            return;
        }

        var why = proof.State switch
        {
            ProofState.Outdated => " Its certificate is about an earlier state of the file, or of another version of this program.",
            ProofState.Forged => " Its certificate is not what its digest seals, and proves nothing.",
            _ => "",
        };
        html.Write($"<p><span class=\"verdict {Words.Of(proof.Verdict)}\">{Words.Of(proof.Verdict)}</span> Checked quickly before it was published: {file.Records.Scanned:N0} records landed = {file.Records.Accepted:N0} accepted + {file.Records.Quarantined:N0} quarantined, as its chunks reported.{why}</p>\n");
    }

    private static void WriteDifferences(HtmlWriter html, FileProof proof)
    {
        if (proof.Differences.IsEmpty) return;
        html.Write($"<p>Where raw file and lake differ:</p><ul>");
        foreach (var difference in proof.Differences.Take(ReportLimits.Differences)) html.Write($"<li>{difference:400}</li>");
        if (proof.Differences.Length > ReportLimits.Differences) html.Write($"<li>and {proof.Differences.Length - ReportLimits.Differences:N0} more, in the certificate</li>");
        html.Write($"</ul>\n");
    }

    private static void WriteChecks(HtmlWriter html, FileProof proof)
    {
        var passed = proof.Checks.Count(check => check.Verdict == Verdict.Pass);
        html.Write($"<details><summary>{passed:N0} of {proof.Checks.Length:N0} checks passed</summary>\n");
        var table = new HtmlTable(html, "Checks", "Check", "Verdict", "What was found");
        foreach (var check in proof.Checks.OrderByDescending(check => check.Verdict).Take(ReportLimits.Checks))
            table.Row(Cell.Head(check.Name, 60), Cell.Of(check.Verdict), Cell.Plain(check.Detail, 420));
        table.End();
        if (proof.Checks.Length > ReportLimits.Checks) html.Write($"<p class=\"note\">And {proof.Checks.Length - ReportLimits.Checks:N0} more that are no worse: <code>openpayments report --json</code></p>\n");
        html.Write($"</details>\n");
    }
}
