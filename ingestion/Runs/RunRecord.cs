using System.Collections.Immutable;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Sources;

namespace OpenPayments.Ingestion.Runs;

/// <summary>
/// What one run of a program year did, whatever came of it, and all that is needed to do it again from the raw zone. Written once,
/// when the run has ended; manifests, landings and tables go on changing, so it stands alone.
/// </summary>
/// <param name="RunId">Chosen by whoever asked; the years of one command share it.</param>
/// <param name="RequestedBy">Null in a run that an older version asked for.</param>
/// <param name="Force">Everything was done again, also what was finished and unchanged.</param>
/// <param name="SettingsFingerprint">Of what shapes the bytes of parts, versions included; see <see cref="FileManifest"/>.</param>
/// <param name="RequestFingerprint">Of everything that was asked: sources, settings, how files are judged.</param>
/// <param name="Outcome">succeeded, check_failed, failed or cancelled.</param>
/// <param name="Error">Why the run as a whole failed; what is wrong with a file stands with the file.</param>
/// <param name="Files">In the order in which they were published.</param>
public sealed record RunRecord(
    string RunId,
    int ProgramYear,
    string Command,
    Requester? RequestedBy,
    RunVersions Versions,
    IngestionSettings Settings,
    bool Force,
    string SettingsFingerprint,
    string RequestFingerprint,
    DateTimeOffset StartedAt,
    DateTimeOffset FinishedAt,
    string Outcome,
    string? Error,
    ImmutableArray<RunFile> Files);

/// <summary>What a run did with one file.</summary>
/// <param name="Source">As it was found, with its header; a drift in it was allowed by the user.</param>
/// <param name="Outcome">published, unchanged (published by an earlier run from the same source with the same settings), check_failed, failed, held or cancelled.</param>
/// <param name="Validation">Null when the run did not get so far; of an unchanged file that of the earlier run.</param>
public sealed record RunFile(
    SourceFile Source,
    string Outcome,
    string? Error,
    DateTimeOffset? StartedAt,
    DateTimeOffset? LandedAt,
    DateTimeOffset? FinishedAt,
    ValidationReport? Validation)
{
    public const string Published = "published";
    public const string Unchanged = "unchanged";

    /// <summary>The raw file, what its columns mean, and how it was cut into chunks; null when it was not landed.</summary>
    public LandedFile? Landed { get; init; }

    /// <summary>What became of each chunk of <see cref="Landed"/>, in order; empty when this run did not bring the file as far as its validation.</summary>
    public ImmutableArray<RunChunk> Chunks { get; init; } = [];

    /// <summary>Null unless the file is published.</summary>
    public RunPublication? Publication { get; init; }
}

/// <summary>A chunk's result with its objects' digests; what else is known of the objects, such as their columns' bounds, stands in the tables' logs.</summary>
public sealed record RunChunk(
    int Index,
    long RecordCount,
    long AcceptedCount,
    long QuarantinedCount,
    ImmutableArray<AmountTotals> Amounts,
    ImmutableSortedDictionary<string, long> FindingCounts,
    LakeObject? Part,
    LakeObject? Quarantine)
{
    public static RunChunk Of(ChunkResult result) => new(
        result.ChunkIndex, result.RecordCount, result.AcceptedCount, result.QuarantinedCount, result.Amounts, result.FindingCounts, result.Part is { } part ? LakeObject.Of(part) : null, result.Quarantine is { } quarantine ? LakeObject.Of(quarantine) : null);
}

/// <summary>Where a published file stands in the tables, as it was when the run ended.</summary>
/// <param name="RunId">The run that published it, which for an unchanged file is an earlier one; null when the manifest does not say.</param>
/// <param name="ManifestSha256">Of the manifest's bytes.</param>
/// <param name="TableVersion">Of the commit that made its rows current; null when a newer publication was current already.</param>
/// <param name="QuarantineVersion">The same in the quarantine table.</param>
public sealed record RunPublication(string? RunId, bool IsCurrent, string ManifestKey, string ManifestSha256, long? TableVersion, long? QuarantineVersion);
