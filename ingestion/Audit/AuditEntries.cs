using System.Collections.Immutable;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Runs;

namespace OpenPayments.Ingestion.Audit;

/// <summary>What one command adds to the audit tables for one program year.</summary>
public sealed record AuditEntries(int ProgramYear, AuditedRun Run)
{
    public ImmutableArray<AuditedFile> Files { get; init; } = [];

    public ImmutableArray<AuditedChunk> Chunks { get; init; } = [];

    public ImmutableArray<ValidationResult> Results { get; init; } = [];

    public ImmutableArray<FoundDrift> Drift { get; init; } = [];

    public static AuditEntries Of(RunRecord run)
    {
        ImmutableArray<AuditedFile> files = [.. run.Files.Select(file => new AuditedFile(run, file))];
        return new AuditEntries(run.ProgramYear, Describe(run))
        {
            Files = files,
            Chunks = [.. files.SelectMany(file => file.File.Chunks.Select(chunk => new AuditedChunk(file, RangeOf(file, chunk), chunk)))],
            // An unchanged file was not validated again.
            Results = [.. files.Where(file => file.File is { Validation: not null, Outcome: not RunFile.Unchanged })
                .SelectMany(file => file.File.Validation!.Checks.Select(check => new ValidationResult(run.RunId, run.Command, run.FinishedAt, file.Id, check, file.File.Validation.AcceptReason, null)))],
            Drift = [.. files.Where(file => file.File.Source.Drift is not null)
                .SelectMany(file => FoundDrift.Of(run, file.Id, file.File.Source.Drift!))],
        };
    }

    private static AuditedRun Describe(RunRecord run)
    {
        var published = run.Files.Where(file => file.Outcome == RunFile.Published).Select(file => file.Validation!).ToList();
        return new AuditedRun(
            run.RunId, run.Command, run.RequestedBy, run.Versions, run.StartedAt, run.FinishedAt, run.Outcome, run.Error, run.Settings.Validation.AcceptReason,
            AuditTexts.Json(run.Settings), run.SettingsFingerprint, run.RequestFingerprint, run.Force, run.Files.Length, published.Count,
            published.Sum(file => file.ScannedCount), published.Sum(file => file.AcceptedCount), published.Sum(file => file.QuarantinedCount),
            LakeKeys.RunRecord(run.ProgramYear, run.RunId));
    }

    private static ChunkRange RangeOf(AuditedFile file, RunChunk chunk) => file.File.Landed!.Chunks[chunk.Index];
}
