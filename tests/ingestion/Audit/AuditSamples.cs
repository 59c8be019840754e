using OpenPayments.Ingestion.Audit;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Sources;
using OpenPayments.Ingestion.Tests.Runs;

namespace OpenPayments.Ingestion.Tests.Audit;

/// <summary>Runs to be recorded.</summary>
internal static class AuditSamples
{
    public static readonly DateTimeOffset Time = new DateTimeOffset(2025, 2, 3, 4, 5, 6, TimeSpan.Zero).AddMicroseconds(123_456);

    public static RunRecord Run(string runId, int programYear, params RunFile[] files) => new(
        runId, programYear, "ingest", new Requester("ada", "engine", "1.2.3"), RunVersions.Current, new IngestionSettings(), false, "a", "b", Time, Time.AddMinutes(1), "succeeded", null, [.. files]);

    public static RunFile FileOf(TestFile file, string outcome, HeaderDrift? drift = null) => new(
        new SourceFile(file.Landed.Id, "/data/file.csv", null, "file.csv", file.Landed.LengthBytes, Time, file.Landed.Layout, drift), outcome, null, Time, Time, Time, file.Validation);

    /// <summary>A run of one file that came to nothing, and needs no lake.</summary>
    public static RunRecord FailedRun(string runId, int programYear, string error) => Run(runId, programYear, new RunFile(
        new SourceFile(TestLake.General(programYear, "2025-01-30"), "/data/zürich.csv", null, "zürich.csv", 1, Time, new FileLayout(Kind.General, "general-g3", []), null), "failed", error, Time, null, Time, null));
}
