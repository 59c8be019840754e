using System.Collections.Immutable;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Sources;

namespace OpenPayments.Client.Ingest;

/// <summary>What would happen to a file.</summary>
public enum PlannedAction
{
    Ingest,

    /// <summary>Published from the same source with the same settings.</summary>
    Unchanged,

    /// <summary>Its header is of no known era, and the user has not allowed that.</summary>
    Refused,
}

public sealed record PlannedFile(SourceFile Source, PlannedAction Action, int EstimatedChunks);

/// <summary>What an ingest of these sources would do; nothing of it is done yet.</summary>
/// <param name="Summaries">Summary files of CMS, which the lake keeps as control totals.</param>
public sealed record IngestPlan(ImmutableArray<PlannedFile> Files, ImmutableArray<SummarySource> Summaries, ImmutableArray<SkippedSource> Skipped)
{
    public IEnumerable<PlannedFile> ToIngest => Files.Where(file => file.Action == PlannedAction.Ingest);

    public IEnumerable<PlannedFile> Refused => Files.Where(file => file.Action == PlannedAction.Refused);

    /// <param name="isPublished">Whether a file's present source and settings are what the lake holds of it.</param>
    public static IngestPlan Create(SourceFindings findings, IngestArguments arguments, Func<SourceFile, bool> isPublished) => new(
        [.. findings.Files.Select(file => new PlannedFile(file, Choose(file, arguments, isPublished), EstimateChunks(file.LengthBytes, arguments.Settings)))],
        [.. findings.Summaries.Concat(arguments.Settings.Validation.Summaries).DistinctBy(summary => summary.Place)],
        [.. findings.Skipped]);

    private static PlannedAction Choose(SourceFile file, IngestArguments arguments, Func<SourceFile, bool> isPublished) =>
        file.Drift is not null && !arguments.AllowDrift ? PlannedAction.Refused
        : !arguments.Force && isPublished(file) ? PlannedAction.Unchanged
        : PlannedAction.Ingest;

    private static int EstimateChunks(long lengthBytes, IngestionSettings settings) =>
        (int)Math.Max(1, (lengthBytes + settings.ChunkSizeBytes - 1) / settings.ChunkSizeBytes);
}
