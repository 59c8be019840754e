using System.Globalization;
using System.Text;
using OpenPayments.Client.Output;
using OpenPayments.Ingestion.Tracing;

namespace OpenPayments.Client.Trace;

/// <summary>A record's trace for people: where it stands, where it comes from, its values, its bytes.</summary>
public static class TraceText
{
    public static string Describe(IReadOnlyList<RecordTrace> traces)
    {
        var text = new StringBuilder();
        foreach (var trace in traces)
        {
            if (text.Length > 0) text.Append('\n');
            Append(text, trace);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, RecordTrace trace)
    {
        var (raw, part) = (trace.Raw, trace.Part);
        text.Append(CultureInfo.InvariantCulture, $"Record {trace.RecordId} of {trace.File}: {(trace.IsQuarantined ? "in quarantine" : "published")}, {trace.State.ToString().ToLowerInvariant()}\n");
        text.Append(CultureInfo.InvariantCulture, $"  table     {trace.Table}\n");
        text.Append(CultureInfo.InvariantCulture, $"  part      {part.Key}, row {Figures.Count(part.RowNumber)}\n            SHA-256 {part.Sha256}, {(part.IsVerified ? "verified" : "BUT THE PART HAS ANOTHER")}\n");
        text.Append(CultureInfo.InvariantCulture, $"  chunk     {trace.Chunk}\n  run       {trace.RunId ?? "not recorded"}, settings {trace.SettingsFingerprint}\n");
        text.Append(CultureInfo.InvariantCulture, $"  raw file  {raw.Key}\n            SHA-256 {raw.Sha256}, {(raw.Problem ?? (raw.IsVerified ? "verified" : "not checked"))}\n");
        text.Append(CultureInfo.InvariantCulture, $"  record    number {Figures.Count(raw.RecordNumber)}, {Figures.Count(raw.LengthBytes)} bytes from byte {Figures.Count(raw.OffsetBytes)}\n            SHA-256 {raw.RecordSha256}\n");
        foreach (var finding in trace.Findings)
            text.Append(CultureInfo.InvariantCulture, $"  {finding.Severity.ToString().ToLowerInvariant(),-8}  {finding.RuleId}: {(finding.Column.Length == 0 ? "" : $"{finding.Column} '{finding.Excerpt}'. ")}{finding.Reason}\n");
        if (trace.Findings.IsEmpty) text.Append("  rules     none of them has anything to say\n");
        AppendRow(text, trace);
        text.Append("\nAs published:\n").Append(raw.Text.TrimEnd('\r', '\n')).Append('\n');
    }

    private static void AppendRow(StringBuilder text, RecordTrace trace)
    {
        if (trace.Row.IsEmpty) return;
        var width = trace.Row.Max(cell => cell.Column.Length);
        text.Append('\n');
        foreach (var cell in trace.Row)
        {
            text.Append("  ").Append(cell.Column.PadRight(width)).Append("  ").Append(cell.Value ?? "NULL");
            if (!cell.IsSame) text.Append(CultureInfo.InvariantCulture, $"   BUT PUBLISHED AS {cell.RawValue ?? "empty"}");
            text.Append('\n');
        }

        if (trace.IsQuarantined) return;
        var same = trace.Row.Count(cell => cell.IsSame);
        text.Append(same == trace.Row.Length
            ? $"  Row and bytes agree in all {Figures.Number(same, "value")}.\n"
            : $"  Row and bytes agree in {same} of {Figures.Number(trace.Row.Length, "value")}.\n");
    }
}
