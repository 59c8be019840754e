using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace OpenPayments.Ingestion.Reconciliation;

/// <summary>A certificate as one HTML page: no script, nothing from elsewhere, light and dark, printable.</summary>
internal static class CertificatePage
{
    private const int MostObjects = 500;

    private const string Style = """
        :root { color-scheme: light dark; --line: #8886; --pass: #1a7f37; --warn: #9a6700; --fail: #cf222e; }
        @media (prefers-color-scheme: dark) { :root { --pass: #3fb950; --warn: #d29922; --fail: #f85149; } }
        body { font: 15px/1.5 system-ui, sans-serif; max-width: 75rem; margin: 2rem auto; padding: 0 1rem; }
        h1 { margin-bottom: 0; } h2 { margin-top: 2rem; }
        table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .25rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top; }
        .figure { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        code { font-size: .85em; overflow-wrap: anywhere; } .scroll { overflow-x: auto; }
        .pass { color: var(--pass); } .warn { color: var(--warn); } .fail { color: var(--fail); } .verdict { font-size: 1.4rem; font-weight: 600; text-transform: uppercase; }
        @media print { body { margin: 0; } h2 { break-after: avoid; } tr { break-inside: avoid; } }
        """;

    public static byte[] Write(Certificate certificate)
    {
        var (statement, text) = (certificate.Statement, new StringBuilder());
        var file = statement.File;
        text.Append(CultureInfo.InvariantCulture, $"<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{Html($"Certificate {file.Id}")}</title><style>\n{Style}\n</style></head><body>\n");
        text.Append(CultureInfo.InvariantCulture, $"<h1>Reconciliation certificate {Html(file.Id)}</h1>\n<p class=\"verdict {Word(statement.Verdict)}\">{Word(statement.Verdict)}</p>\n");
        if (statement.AcceptReason is { } reason) text.Append(CultureInfo.InvariantCulture, $"<p class=\"warn\">Published in spite of a failed validation: {Html(reason)}</p>\n");
        text.Append(CultureInfo.InvariantCulture, $"<p>{statement.Records.Reparsed:N0} records in the raw file = {statement.Records.TableRows:N0} in the table + {statement.Records.QuarantineRows:N0} in quarantine. State: {Word(file.State)}. Era {Html(file.EraId)}. {file.LengthBytes:N0} bytes in {file.ChunkCount:N0} chunks.</p>\n");
        if (!statement.Differences.IsEmpty)
            text.Append("<h2>Where raw file and lake differ</h2>\n<ul>").AppendJoin("", statement.Differences.Select(difference => $"<li>{Html(difference)}</li>")).Append("</ul>\n");

        AppendTable(text, "Checks", ["check", "verdict", "what was found"], statement.Checks.Select(check => new[] { Html(check.Name), $"<span class=\"{Word(check.Verdict)}\">{Word(check.Verdict)}</span>", Html(check.Detail) }));
        AppendTable(text, "Dollars", ["column", "#raw file", "#table and quarantine", "#accepted", "#quarantined", "#records without a readable amount"], statement.Amounts.Select(amount => new[]
        {
            Html(amount.Column), Dollars(amount.RawCents), Dollars(amount.LakeCents), Dollars(amount.AcceptedCents), Dollars(amount.QuarantinedCents), Count(amount.UnreadableCount),
        }));
        AppendTable(text, "By nature of payment", ["nature", "#records", "#dollars"], statement.Payments.Natures.Select(nature => new[] { Html(nature.Nature.Length == 0 ? "(none)" : nature.Nature), Count(nature.Records), Dollars(nature.Cents) }));
        AppendTable(text, "Findings", ["rule", "#records"], statement.FindingCounts.Select(finding => new[] { Html(finding.Key), Count(finding.Value) }));
        AppendTable(text, "Duplicate record ids", ["record id", "first", "again"], statement.RecordIds.Duplicates.Select(duplicate => new[] { Html(duplicate.RecordId), Html(duplicate.First.ToString()), Html(duplicate.Again.ToString()) }));
        AppendTable(text, "Columns", ["column", "type", "#values", "checksum of the raw file", "checksum of the lake"], statement.Columns.Select(column => new[]
        {
            Html(column.Name), Word(column.Type), Count(column.ValueCount), Code(column.RawChecksum), Code(column.LakeChecksum),
        }));
        AppendTable(text, "Objects", ["object", "#bytes", "#rows", "SHA-256"], statement.Objects.Take(MostObjects).Select(entry => new[] { Code(entry.Key), Count(entry.LengthBytes), Count(entry.RowCount), Code(entry.Sha256) }));
        if (statement.Objects.Length > MostObjects) text.Append(CultureInfo.InvariantCulture, $"<p>{statement.Objects.Length - MostObjects:N0} more objects stand in the certificate's JSON.</p>\n");

        text.Append(CultureInfo.InvariantCulture, $"<h2>Seal</h2>\n<p>SHA-256 of the statement in the certificate's JSON: {Code(certificate.Digest)}</p>\n");
        text.Append(CultureInfo.InvariantCulture, $"<p>Issued {certificate.Issued.At:yyyy-MM-dd HH:mm:ss} UTC by {Html(certificate.Issued.By)} with OpenPayments {Html(certificate.Issued.Version)}.</p>\n</body></html>\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <param name="heads">A head that begins with # is one of figures.</param>
    private static void AppendTable(StringBuilder text, string title, string[] heads, IEnumerable<string[]> rows)
    {
        var all = rows.ToList();
        if (all.Count == 0) return;
        text.Append(CultureInfo.InvariantCulture, $"<h2>{Html(title)}</h2>\n<div class=\"scroll\"><table><thead><tr>");
        foreach (var head in heads) text.Append(CultureInfo.InvariantCulture, $"<th{ClassOf(head)}>{Html(head.TrimStart('#'))}</th>");
        text.Append("</tr></thead><tbody>\n");
        foreach (var row in all)
        {
            text.Append("<tr>");
            for (var i = 0; i < row.Length; i++) text.Append(CultureInfo.InvariantCulture, $"<td{ClassOf(heads[i])}>{row[i]}</td>");
            text.Append("</tr>\n");
        }

        text.Append("</tbody></table></div>\n");
    }

    private static string ClassOf(string head) => head[0] == '#' ? " class=\"figure\"" : "";

    private static string Code(string text) => $"<code>{Html(text)}</code>";

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Dollars(long cents) => (cents / 100m).ToString("N2", CultureInfo.InvariantCulture);

    private static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static string Html(string text) => HtmlEncoder.Default.Encode(text);
}
