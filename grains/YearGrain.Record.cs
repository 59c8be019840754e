using OpenPayments.Grains.Stages;
using OpenPayments.Grains.Years;
using OpenPayments.Ingestion.Runs;

namespace OpenPayments.Grains;

/// <summary>How a run ends: when all files have ended that is persisted, then recorded in the lake, and only then has the run an outcome.</summary>
internal sealed partial class YearGrain
{
    private StageJob? _recording;
    private (int Count, DateTimeOffset Since) _failedRecords;

    /// <summary>The run has an outcome in memory alone, because it could not be recorded.</summary>
    private bool _isUnrecorded;

    public async Task RecordedAsync(string runId, StageOutcome<string> outcome)
    {
        if (!IsRunning || Now.Request!.RunId != runId || Now.FinishedAt is null) return;
        _recording = null;
        // What was published stays so; the pulse tries again, but not for ever.
        if (outcome.Error is not null && !IsFailingTooOften()) return;
        _failedRecords = default;
        await FailOnTroubleAsync(() => FinishAsync(outcome.Error is null ? null : $"The run is over, but it could not be recorded: {outcome.Error}"));
        await AdvanceAsync();
    }

    private async Task RecordAsync()
    {
        if (Now.FinishedAt is null) await state.ReplaceAsync(Now with { FinishedAt = time.GetUtcNow() });
        if (_recording is { Completion.IsCompleted: false }) return;
        var (self, run) = (GrainFactory.GetGrain<IYearReports>(this.GetPrimaryKeyString()), RunRecordOf.Year(ProgramYear, Now, stages));
        _recording = runner.Start<string>(
            $"recording the run of {ProgramYear}",
            async cancellation =>
            {
                await recorder.RecordAsync(run, cancellation);
                return LakeKeys.RunRecord(run.ProgramYear, run.RunId);
            },
            outcome => self.RecordedAsync(run.RunId, outcome));
    }

    private async Task FinishAsync(string? error)
    {
        var outcome = YearFiles.OutcomeOf(Now.Files);
        LogFinished(ProgramYear, Now.Request!.RunId, outcome);
        if (error is not null) LogNotRecorded(ProgramYear, Now.Request.RunId, error);
        if (Now.Next is { } next)
        {
            await BeginAsync(next);
            return;
        }

        _isUnrecorded = error is not null;
        if (_isUnrecorded) state.State = Now with { Outcome = outcome, Error = error };
        else await state.ReplaceAsync(Now with { Outcome = outcome });
        await TellCatalogAsync();
        if (!_isUnrecorded) await StopWatchdogAsync();
    }

    /// <summary>Those who wait have been told. Whoever comes next, the watchdog or another request, has it tried again, as a later activation does.</summary>
    private void TakeUpUnrecorded()
    {
        if (!_isUnrecorded) return;
        _isUnrecorded = false;
        state.State = Now with { Outcome = null, Error = null };
    }

    private bool IsFailingTooOften()
    {
        var (count, since) = _failedRecords.Count == 0 ? (0, time.GetUtcNow()) : _failedRecords;
        _failedRecords = (count + 1, since);
        return options.Value.IsTooOften(count + 1, time.GetUtcNow() - since);
    }
}
