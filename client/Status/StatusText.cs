using System.Globalization;
using System.Text;
using OpenPayments.Client.Output;
using OpenPayments.Client.Progress;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Client.Status;

/// <summary>The state of a lake for people: what is published, what is under way, and for one year every check and finding.</summary>
public static class StatusText
{
    public static string Describe(StatusReport report, bool inDetail)
    {
        var text = new StringBuilder();
        if (report.Published.IsEmpty && report.Runs.IsEmpty) text.Append("Nothing has been ingested here yet.\n");
        if (!report.Published.IsEmpty) text.Append(PublishedTable(report)).Append('\n');
        if (inDetail) foreach (var file in report.Published) AppendDetails(text, file);
        if (!report.Runs.IsEmpty) text.Append(RunTable(report)).Append('\n');
        foreach (var run in report.Runs.Where(run => run.Error is not null)) text.Append(CultureInfo.InvariantCulture, $"{run.File}: {run.Error}\n");
        if (report.Writer is { Cluster: { } cluster, SiloCount: { } silos })
            text.Append(CultureInfo.InvariantCulture, $"Cluster {cluster}, {Figures.Number(silos, "silo")}.\n");
        else if (report.Writer is { } writer)
            text.Append(CultureInfo.InvariantCulture, $"Process {writer.ProcessId} has been writing the lake since {writer.StartedAt:yyyy-MM-dd HH:mm:ss} UTC.\n");
        else if (report.Runs.Any(run => run.Outcome is null))
            text.Append("No process is writing the lake; the same ingest command goes on where it stopped.\n");
        text.Append(CultureInfo.InvariantCulture, $"Lake {report.Lake}\n");
        if (report.LakeDigest is not null) text.Append(CultureInfo.InvariantCulture, $"Digest {report.LakeDigest}\n");
        if (report.Error is not null) text.Append(CultureInfo.InvariantCulture, $"{report.Error}\n");
        return text.ToString();
    }

    private static TextTable PublishedTable(StatusReport report)
    {
        var table = new TextTable(
            TextColumn.Right("year"), TextColumn.Left("kind"), TextColumn.Left("publication"), TextColumn.Left("state"), TextColumn.Left("era"),
            TextColumn.Right("scanned"), TextColumn.Right("accepted"), TextColumn.Right("quarantined"), TextColumn.Right("accepted USD"), TextColumn.Right("quarantined USD"),
            TextColumn.Left("verdict"), TextColumn.Right("parts"), TextColumn.Right("in"), TextColumn.Right("out"));
        foreach (var file in report.Published)
        {
            var amount = file.Amounts.FirstOrDefault();
            table.Add(
                file.ProgramYear.ToString(CultureInfo.InvariantCulture), file.Kind.Code, file.Publication.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                file.IsCurrent ? "current" : "superseded", file.EraId,
                Figures.Count(file.ScannedCount), Figures.Count(file.AcceptedCount), Figures.Count(file.QuarantinedCount),
                amount is null ? "-" : Figures.Dollars(amount.AcceptedCents), amount is null ? "-" : Figures.Dollars(amount.QuarantinedCents),
                Word(file.Verdict), Figures.Count(file.PartCount + file.QuarantinePartCount), Figures.Bytes(file.LengthBytes), Figures.Bytes(file.PartBytes + file.QuarantineBytes));
        }

        return table;
    }

    private static TextTable RunTable(StatusReport report)
    {
        var table = new TextTable(
            TextColumn.Left("file"), TextColumn.Left("last run"), TextColumn.Right("done"), TextColumn.Right("chunks"),
            TextColumn.Right("records"), TextColumn.Right("rejected"), TextColumn.Left("started (UTC)"));
        foreach (var run in report.Runs)
            table.Add(
                run.File,
                run.Outcome is { } outcome ? StageWords.Of(outcome) : run.IsRunning ? StageWords.Of(run.Stage) : $"interrupted while {StageWords.Of(run.Stage)}",
                Figures.Percent(run.ProcessedBytes, run.LengthBytes),
                run.ChunkCount == 0 ? "-" : $"{Figures.Count(run.FinishedChunkCount)} of {Figures.Count(run.ChunkCount)}",
                Figures.Count(run.AcceptedCount + run.QuarantinedCount),
                Figures.Count(run.QuarantinedCount),
                run.StartedAt?.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "-");
        return table;
    }

    private static void AppendDetails(StringBuilder text, PublishedFileReport file)
    {
        text.Append(CultureInfo.InvariantCulture, $"{file.File}\n  source   {file.RawKey}\n  sha-256  {file.Sha256}\n");
        foreach (var amount in file.Amounts)
            text.Append(CultureInfo.InvariantCulture, $"  dollars  {amount.Column}: {Figures.Dollars(amount.AcceptedCents)} accepted, {Figures.Dollars(amount.QuarantinedCents)} quarantined, {Figures.Number(amount.UnreadableCount, "record")} without a readable amount\n");
        foreach (var check in file.Checks) text.Append(CultureInfo.InvariantCulture, $"  {Word(check.Verdict),-8} {check.Name}: {check.Detail}\n");
        foreach (var (rule, count) in file.FindingCounts) text.Append(CultureInfo.InvariantCulture, $"  finding  {rule}: {Figures.Number(count, "record")}\n");
        text.Append('\n');
    }

    private static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Pass => "pass",
        Verdict.Warn => "warn",
        _ => "fail",
    };
}
