namespace OpenPayments.GrainInterfaces;

/// <summary>The last run of a year, as the catalog knows it.</summary>
/// <param name="Outcome">Null while the run goes on.</param>
[GenerateSerializer, Immutable, Alias("openpayments.year-run")]
public sealed record YearRun(int ProgramYear, string RunId, RunOutcome? Outcome, DateTimeOffset StartedAt, DateTimeOffset? FinishedAt);
