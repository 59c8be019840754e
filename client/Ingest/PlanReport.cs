using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Sources;

namespace OpenPayments.Client.Ingest;

/// <summary>A plan as one JSON document.</summary>
public sealed record PlanReport(string Lake, IReadOnlyList<PlannedFileReport> Files, IReadOnlyList<SummarySource> Summaries, IReadOnlyList<SkippedSource> Skipped)
{
    public static PlanReport Create(IngestPlan plan, string lake) => new(
        lake,
        [.. plan.Files.Select(file => new PlannedFileReport(
            file.Source.Id.ToString(), file.Source.Id.ProgramYear, file.Source.Id.Publication, file.Source.Id.Kind,
            file.Source.Path, file.Source.Entry, file.Source.Layout.EraId, file.Source.LengthBytes, file.EstimatedChunks, file.Action, file.Source.Drift))],
        plan.Summaries,
        plan.Skipped);
}

/// <param name="Path">Of the CSV or the archive.</param>
/// <param name="Entry">In the archive; null for a CSV of its own.</param>
public sealed record PlannedFileReport(
    string File,
    int ProgramYear,
    DateOnly Publication,
    Kind Kind,
    string Path,
    string? Entry,
    string EraId,
    long LengthBytes,
    int EstimatedChunks,
    PlannedAction Action,
    HeaderDrift? Drift);
