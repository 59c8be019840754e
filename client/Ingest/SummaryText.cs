using System.Globalization;
using System.Text;
using OpenPayments.Client.Output;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Client.Ingest;

/// <summary>The end of an ingest for people: a table of every file to the record and the cent, then what deserves a look.</summary>
public static class SummaryText
{
    private const int MostRules = 6;

    public static string Describe(IngestReport report)
    {
        var text = new StringBuilder(CreateTable(report).ToString());
        text.Append('\n').Append(Sum(report)).Append('\n');
        AppendNotes(text, report);
        if (report.LakeDigest is not null) text.Append(CultureInfo.InvariantCulture, $"Lake {report.Lake}\nDigest {report.LakeDigest}\n");
        return text.ToString();
    }

    private static TextTable CreateTable(IngestReport report)
    {
        var table = new TextTable(
            TextColumn.Right("year"), TextColumn.Left("kind"), TextColumn.Left("publication"), TextColumn.Left("state"),
            TextColumn.Right("scanned"), TextColumn.Right("accepted"), TextColumn.Right("quarantined"),
            TextColumn.Right("accepted USD"), TextColumn.Right("quarantined USD"),
            TextColumn.Right("parts"), TextColumn.Right("in"), TextColumn.Right("out"), TextColumn.Right("time"), TextColumn.Right("MB/s"));
        foreach (var file in report.Files)
        {
            var amount = file.Amounts.FirstOrDefault();
            table.Add(
                file.ProgramYear.ToString(CultureInfo.InvariantCulture),
                file.Kind.Code,
                file.Publication.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                State(file),
                OrDash(file.ScannedCount, Figures.Count),
                OrDash(file.AcceptedCount, Figures.Count),
                OrDash(file.QuarantinedCount, Figures.Count),
                OrDash(amount?.AcceptedCents, Figures.Dollars),
                OrDash(amount?.QuarantinedCents, Figures.Dollars),
                OrDash(file.PartCount + file.QuarantinePartCount, parts => Figures.Count(parts)),
                Figures.Bytes(file.LengthBytes),
                OrDash(file.PartBytes + file.QuarantineBytes, Figures.Bytes),
                OrDash(file.Seconds, seconds => Figures.Time(TimeSpan.FromSeconds(seconds))),
                OrDash(file.Seconds, seconds => Figures.Speed(file.LengthBytes, TimeSpan.FromSeconds(seconds))));
            // A kind with more than one money column has a line for each: sums of different meaning are never added up.
            foreach (var further in file.Amounts.Skip(1))
                table.Add("", "", further.Column, "", "", "", "", Figures.Dollars(further.AcceptedCents), Figures.Dollars(further.QuarantinedCents), "", "", "", "", "");
        }

        return table;
    }

    private static string State(FileReport file) => file switch
    {
        { Outcome: "published" or "unchanged", IsCurrent: false } => "superseded",
        { Outcome: "check_failed" } => "check failed",
        { Outcome: "held" } => "held back",
        { Outcome: "cancelled" } => "stopped",
        _ => file.Outcome,
    };

    private static string Sum(IngestReport report)
    {
        var published = report.Files.Where(file => file.Seconds is not null).ToList();
        var unchanged = report.Files.Count(file => file.Outcome == "unchanged");
        var files = Figures.Number(report.Files.Length, "file");
        if (report.Files.Length == 0) return "No payments to ingest.";
        if (unchanged == report.Files.Length)
            return $"Nothing to do: {files}, {Figures.Number(report.Files.Sum(file => file.ScannedCount ?? 0), "record")}, all as published before.";

        var (bytes, time) = (published.Sum(file => file.LengthBytes), TimeSpan.FromSeconds(report.Seconds));
        return $"{published.Count} of {files} published{(unchanged > 0 ? $", {unchanged} unchanged" : "")}: {Figures.Number(published.Sum(file => file.ScannedCount ?? 0), "record")}, " +
            $"{Figures.Bytes(bytes)} in {Figures.Time(time)}, {Figures.Speed(bytes, time)} MB/s.";
    }

    private static void AppendNotes(StringBuilder text, IngestReport report)
    {
        foreach (var file in report.Files.Where(file => file.Encoding == TextEncoding.Windows1252))
            text.Append(CultureInfo.InvariantCulture, $"{file.File} is not UTF-8 and was read as Windows-1252.\n");
        foreach (var file in report.Files.Where(file => file.Drift is not null && file.Outcome != FileReport.Refused))
            text.Append(CultureInfo.InvariantCulture, $"{file.File} has a header of no known era; the report is in metadata/drift/{file.File}.json.\n");
        foreach (var file in report.Files.Where(file => file.AcceptReason is not null))
            text.Append(CultureInfo.InvariantCulture, $"{file.File} failed its validation and was published all the same: {file.AcceptReason}\n");
        AppendFindings(text, report);
        if (!report.Summaries.IsEmpty)
            text.Append(CultureInfo.InvariantCulture, $"{Figures.Number(report.Summaries.Length, "summary file")} of CMS kept as control totals; hold every line against the payments: openpayments validate YEAR\n");
        if (report.Files.FirstOrDefault(file => file.QuarantinedCount > 0) is { } quarantined)
            text.Append(CultureInfo.InvariantCulture, $"See what was set aside, and why: openpayments query \"SELECT * FROM quarantine_{quarantined.Kind.TableName} LIMIT 20\"\n");
    }

    private static void AppendFindings(StringBuilder text, IngestReport report)
    {
        var rules = report.Files.SelectMany(file => file.FindingCounts)
            .GroupBy(finding => finding.Key, finding => finding.Value)
            .Select(rule => (Id: rule.Key, Count: rule.Sum()))
            .OrderByDescending(rule => rule.Count).ThenBy(rule => rule.Id, StringComparer.Ordinal)
            .ToList();
        if (rules.Count == 0) return;
        text.Append("Findings: ").AppendJoin(", ", rules.Take(MostRules).Select(rule => $"{rule.Id} {Figures.Count(rule.Count)}"));
        if (rules.Count > MostRules) text.Append(CultureInfo.InvariantCulture, $" and {rules.Count - MostRules} more rules");
        text.Append(". All of them by year: openpayments status YEAR; what they mean: openpayments rules\n");
    }

    private static string OrDash<T>(T? value, Func<T, string> spell) where T : struct => value is { } present ? spell(present) : "-";
}
