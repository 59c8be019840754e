using System.Collections.Immutable;
using OpenPayments.Ingestion.Quarantine.Ledger;
using OpenPayments.Ingestion.Quarantine.Replay;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Rules;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Audit;

/// <summary>Enters commands that are no runs of a year in the audit tables, each under an id of its own. Made when the command begins.</summary>
/// <param name="command">As the user typed it, such as <c>quarantine replay</c>.</param>
public sealed class CommandAudit(IObjectStore store, TimeProvider time, string command)
{
    private const string Succeeded = "succeeded";

    private readonly string _runId = Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();

    public Task AddAsync(YearValidation validation, ValidationSettings settings, YearValidationScope scope, CancellationToken cancellation = default)
    {
        var run = Describe(LakeJson.Word(validation.Verdict), reason: null, AuditTexts.Json(new { settings, scope }), validation.Files.Length);
        return new AuditLog(store, time).AppendAsync(
            new AuditEntries(validation.ProgramYear, run)
            {
                Results =
                [
                    .. validation.Files.SelectMany(file => file.Checks.Select(check => new ValidationResult(_runId, command, run.FinishedAt, FileId.Parse(file.File), check, file.AcceptReason, file.CertificateDigest))),
                    .. validation.Checks.Select(check => new ValidationResult(_runId, command, run.FinishedAt, null, check, null, null)),
                ],
                Drift = [.. validation.Files.Where(file => file.Drift is not null).SelectMany(file => file.Drift!.Findings.Select(finding => new FoundDrift(
                    _runId, command, run.FinishedAt, FileId.Parse(file.File), file.Drift.Baseline, finding.Sort, finding.Column, finding.Measure, finding.Threshold, LakeJson.Word(settings.Drift.Severity), finding.Words)))],
            },
            cancellation);
    }

    public Task AddAsync(IEnumerable<ReplayOutcome> outcomes, RuleSet rules, CompressionCodec codec, string reason, CancellationToken cancellation = default) => AddAsync(
        outcomes.GroupBy(outcome => FileId.Parse(outcome.File).ProgramYear, outcome => (outcome.MovedCount, outcome.RemainingCount)),
        reason, AuditTexts.Json(new { rule_set_fingerprint = rules.Fingerprint, codec }), cancellation);

    public Task AddAsync(IEnumerable<WaivedFile> files, string reason, CancellationToken cancellation = default) => AddAsync(
        files.GroupBy(file => file.File.ProgramYear, file => (0L, file.WaivedCount)), reason, settings: null, cancellation);

    private async Task AddAsync(IEnumerable<IGrouping<int, (long Moved, long Stayed)>> years, string reason, string? settings, CancellationToken cancellation)
    {
        foreach (var year in years)
        {
            long moved = year.Sum(file => file.Moved), stayed = year.Sum(file => file.Stayed);
            var run = Describe(Succeeded, reason, settings, year.Count()) with { RecordCount = moved + stayed, AcceptedCount = moved, QuarantinedCount = stayed };
            await new AuditLog(store, time).AppendAsync(new AuditEntries(year.Key, run), cancellation);
        }
    }

    private AuditedRun Describe(string outcome, string? reason, string? settings, int fileCount) => new(
        _runId, command, Requester.Current, RunVersions.Current, _startedAt, time.GetUtcNow(), outcome, null, reason, settings, null, null, false, fileCount, 0, null, null, null, null);
}
