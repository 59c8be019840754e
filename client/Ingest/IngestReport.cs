using System.Collections.Immutable;
using OpenPayments.GrainInterfaces;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Reconciliation.Summaries;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Client.Ingest;

/// <summary>What an ingest came to: the one source of its summary table, its JSON document and its exit code.</summary>
/// <param name="LakeDigest">Null when the lake holds nothing, or is not whole because the run was stopped.</param>
/// <param name="Summaries">Summary files of CMS among the sources, kept in the lake as control totals.</param>
public sealed record IngestReport(
    string Lake,
    string? LakeDigest,
    int ExitCode,
    double Seconds,
    ImmutableArray<FileReport> Files,
    ImmutableArray<LandedSummary> Summaries,
    ImmutableArray<string> Errors);

/// <summary>What became of one file. Everything from the era on is null when it got no further than being looked at.</summary>
/// <param name="Outcome">An outcome of the run (<c>published</c>, <c>unchanged</c>, <c>check_failed</c>, <c>failed</c>, <c>held</c>, <c>cancelled</c>), or <c>refused</c> for drift.</param>
/// <param name="IsCurrent">Whether the tables show this file now: not when a newer publication of the same (year, kind) is current.</param>
/// <param name="AcceptReason">Why it was published although it failed its validation; null when it did not.</param>
/// <param name="Seconds">From the start of landing to the end of publishing; null unless this run published the file.</param>
public sealed record FileReport(
    string File,
    int ProgramYear,
    DateOnly Publication,
    Kind Kind,
    string Source,
    string Outcome,
    string? Error,
    HeaderDrift? Drift,
    bool? IsCurrent,
    string? EraId,
    TextEncoding? Encoding,
    string? Sha256,
    long LengthBytes,
    long? ScannedCount,
    long? AcceptedCount,
    long? QuarantinedCount,
    ImmutableArray<AmountTotals> Amounts,
    ImmutableSortedDictionary<string, long> FindingCounts,
    Verdict? Verdict,
    ImmutableArray<ValidationCheck> Checks,
    string? AcceptReason,
    int? ChunkCount,
    int? PartCount,
    long? PartBytes,
    int? QuarantinePartCount,
    long? QuarantineBytes,
    double? Seconds)
{
    public const string Refused = "refused";

    public static FileReport Create(PlannedFile planned, FileProgress? progress, FileSummary? summary, PublishedLake lake)
    {
        var source = planned.Source;
        // What is published may have changed since: records can be let out of quarantine.
        var published = progress is null ? lake.Manifests.FirstOrDefault(manifest => manifest.Landed.Id == source.Id)?.Validation : null;
        var validation = published ?? summary?.Validation;
        return new FileReport(
            source.Id.ToString(),
            source.Id.ProgramYear,
            source.Id.Publication,
            source.Id.Kind,
            source.Location,
            Spell(planned, progress),
            progress?.Error,
            source.Drift,
            summary is null ? null : lake.Manifests.Any(manifest => manifest.Landed.Id == source.Id),
            summary?.EraId,
            summary?.Encoding,
            summary?.Sha256,
            source.LengthBytes,
            validation?.ScannedCount,
            validation?.AcceptedCount,
            validation?.QuarantinedCount,
            validation?.Amounts ?? [],
            validation?.FindingCounts ?? ImmutableSortedDictionary<string, long>.Empty,
            validation?.Verdict,
            validation?.Checks ?? [],
            validation?.AcceptReason,
            summary?.ChunkCount,
            summary?.PartCount,
            summary?.PartBytes,
            summary?.QuarantinePartCount,
            summary?.QuarantineBytes,
            progress is { StartedAt: { } start, FinishedAt: { } finish, Outcome: FileOutcome.Published } ? (finish - start).TotalSeconds : null);
    }

    private static string Spell(PlannedFile planned, FileProgress? progress) => planned.Action switch
    {
        PlannedAction.Refused => Refused,
        PlannedAction.Unchanged => LakeJson.Word(FileOutcome.Unchanged),
        _ => LakeJson.Word(progress?.Outcome ?? FileOutcome.Cancelled),
    };
}
