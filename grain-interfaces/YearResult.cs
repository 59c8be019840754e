using System.Collections.Immutable;

namespace OpenPayments.GrainInterfaces;

/// <summary>What became of a run, file by file.</summary>
/// <param name="Error">Why the run as a whole failed; what is wrong with a file stands with the file.</param>
[GenerateSerializer, Immutable, Alias("openpayments.year-result")]
public sealed record YearResult(
    int ProgramYear,
    string RunId,
    RunOutcome Outcome,
    ImmutableArray<FileStatus> Files,
    DateTimeOffset StartedAt,
    DateTimeOffset FinishedAt,
    string? Error);
