using System.Collections.Immutable;

namespace OpenPayments.GrainInterfaces;

/// <summary>Where a year stands. A stage is that of the file that is least far.</summary>
public enum RunStage
{
    /// <summary>No run yet.</summary>
    Idle,
    Landing,
    Processing,
    Validating,
    Publishing,
    Finished,
}

public enum RunOutcome
{
    /// <summary>Every file is published, now or before.</summary>
    Succeeded,

    /// <summary>A file did not pass validation; nothing of its publication was published.</summary>
    CheckFailed,

    /// <summary>A file could not be ingested; nothing of its publication was published.</summary>
    Failed,

    Cancelled,
}

/// <param name="RunId">Empty while the year is idle.</param>
/// <param name="Files">In the order in which they are published.</param>
/// <param name="Outcome">Set once the stage is <see cref="RunStage.Finished"/>.</param>
/// <param name="Error">Why the run as a whole failed; what is wrong with a file stands with the file.</param>
[GenerateSerializer, Immutable, Alias("openpayments.year-progress")]
public sealed record YearProgress(
    int ProgramYear,
    string RunId,
    RunStage Stage,
    RunOutcome? Outcome,
    ImmutableArray<FileProgress> Files,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    string? Error);
