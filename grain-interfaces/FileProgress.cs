using OpenPayments.Ingestion.Runs;

namespace OpenPayments.GrainInterfaces;

/// <summary>Where a file stands.</summary>
public enum FileStage
{
    /// <summary>Its turn has not come: an older publication of the year goes first.</summary>
    Waiting,
    Landing,
    Processing,
    Validating,

    /// <summary>Passed; waits until all files of its publication have.</summary>
    Validated,
    Publishing,
    Finished,
}

/// <summary>How a file's run ended.</summary>
public enum FileOutcome
{
    Published,

    /// <summary>Published before from the same source with the same settings; nothing was read.</summary>
    Unchanged,

    /// <summary>Validation failed.</summary>
    CheckFailed,

    /// <summary>Could not be ingested; the error says why.</summary>
    Failed,

    /// <summary>Itself fine, but another file of the same publication was not, so nothing of it was published.</summary>
    Held,

    Cancelled,
}

/// <param name="LengthBytes">Of the source.</param>
/// <param name="LandedBytes">Read so far by landing.</param>
/// <param name="RecordCount">Counted by landing; 0 until landed.</param>
/// <param name="ProcessedBytes">Source bytes of the finished chunks.</param>
/// <param name="Outcome">Set once the stage is <see cref="FileStage.Finished"/>.</param>
/// <param name="LandedAt">When landing ended and processing began, in this run.</param>
[GenerateSerializer, Immutable, Alias("openpayments.file-progress")]
public sealed record FileProgress(
    FileId Id,
    string FileName,
    FileStage Stage,
    FileOutcome? Outcome,
    long LengthBytes,
    long LandedBytes,
    long RecordCount,
    int ChunkCount,
    int FinishedChunkCount,
    long ProcessedBytes,
    long AcceptedCount,
    long QuarantinedCount,
    DateTimeOffset? StartedAt,
    DateTimeOffset? LandedAt,
    DateTimeOffset? FinishedAt,
    string? Error);
