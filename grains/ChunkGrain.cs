using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenPayments.GrainInterfaces;
using OpenPayments.GrainInterfaces.States;
using OpenPayments.Grains.Files;
using OpenPayments.Grains.Stages;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Grains;

/// <summary>
/// Claim → work → result → report. The claim and the result are ETag-checked writes: of two activations of one chunk only one
/// gets through, and what the other has written to the lake is the same bytes under the same keys.
/// </summary>
[GrainType(ChunkState.Name)]
[CollectionAgeLimit(Minutes = 2)] // a finished chunk's statistics need not stay in memory
internal sealed partial class ChunkGrain(
    [PersistentState(ChunkState.Name, CoordinatorOptions.StorageName)] IPersistentState<ChunkState> state,
    IFileStages stages,
    StageRunner runner,
    LandedFiles landedFiles,
    [FromKeyedServices(TimeProviderNames.Grains)] TimeProvider time,
    ILogger<ChunkGrain> logger) : Grain, IChunkGrain, IChunkReports
{
    private static readonly TimeSpan Never = TimeSpan.FromDays(1);
    private StageJob? _job;

    private ChunkId Id => ChunkId.Parse(this.GetPrimaryKeyString());

    public async Task<ChunkStatus> StartAsync(ChunkWork work)
    {
        if (IsAnswered(work)) return Status();
        if (runner.IsStopping)
        {
            // Others take it as soon as this activation is gone.
            DeactivateOnIdle();
            return new ChunkStatus(Id.Index, work.RunId, work.Fingerprint, ChunkStage.Idle, 0, 0, null);
        }

        _job?.Cancel();
        _job = null;
        try
        {
            await state.ReplaceAsync(new ChunkState
            {
                Work = work,
                Stage = ChunkStage.Running,
                Attempt = state.State.Attempt + 1,
                ClaimedAt = time.GetUtcNow(),
            });
        }
        catch (Exception e) when (e is StoreException or InputException)
        {
            return Status() with { RunId = work.RunId, Fingerprint = work.Fingerprint, Stage = ChunkStage.Failed, Error = e.Message };
        }

        Run(work, state.State.Attempt);
        return Status();
    }

    public Task CancelAsync()
    {
        _job?.Cancel();
        _job = null;
        DelayDeactivation(-Never);
        return Task.CompletedTask;
    }

    public Task<ChunkAnswer> GetResultAsync(string fingerprint) =>
        Task.FromResult(new ChunkAnswer(state.State.Work?.Fingerprint == fingerprint ? state.State.Result : null));

    public Task<ChunkState> GetState() => Task.FromResult(state.State);

    public async Task ProcessedAsync(int attempt, StageOutcome<ChunkResult> outcome)
    {
        if (state.State is not { Stage: ChunkStage.Running, Work: { } work } || state.State.Attempt != attempt) return;
        _job = null;
        DelayDeactivation(-Never);
        if (outcome is { Result: null, Error: null }) return;

        ChunkStatus status;
        try
        {
            await state.ReplaceAsync(state.State with
            {
                Stage = outcome.Error is null ? ChunkStage.Finished : ChunkStage.Failed,
                Result = outcome.Result,
                Error = outcome.Error,
                FinishedAt = time.GetUtcNow(),
            });
            status = Status();
        }
        catch (Exception e) when (e is StoreException or InputException)
        {
            status = Status() with { Stage = ChunkStage.Failed, Error = e.Message };
        }

        LogEnded(Id, work.RunId, status.Stage);
        await GrainFactory.GetGrain<IFileReports>(Id.File.ToString()).ChunkEndedAsync(status);
    }

    public Task<bool> YieldAsync(string fingerprint)
    {
        if (_job is not { HasBegun: false } waiting || state.State.Work?.Fingerprint != fingerprint) return Task.FromResult(false);
        waiting.Cancel();
        _job = null;
        DelayDeactivation(-Never);
        DeactivateOnIdle();
        return Task.FromResult(true);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _job?.Cancel();
        return Task.CompletedTask;
    }

    /// <summary>Whether the state says all there is to say about this work, or it is being done right now.</summary>
    private bool IsAnswered(ChunkWork work)
    {
        if (state.State.Work is not { } current || current.Fingerprint != work.Fingerprint) return false;
        return state.State.Stage switch
        {
            ChunkStage.Running => current.RunId == work.RunId && _job is { Completion.IsCompleted: false },
            ChunkStage.Finished => !work.Force || current.RunId == work.RunId,
            ChunkStage.Failed => current.RunId == work.RunId,
            _ => false,
        };
    }

    private void Run(ChunkWork work, int attempt)
    {
        var id = Id;
        var self = GrainFactory.GetGrain<IChunkReports>(id.ToString());
        DelayDeactivation(Never);
        _job = runner.Start(
            $"processing chunk {id}",
            async (freeSlot, cancellation) => await landedFiles.GetAsync(id.File, work.Fingerprint) is { } landed
                ? await stages.ProcessChunkAsync(landed, id.Index, work.Settings, freeSlot, cancellation)
                : null,
            outcome => self.ProcessedAsync(attempt, outcome));
    }

    private ChunkStatus Status() => new(
        Id.Index,
        state.State.Work?.RunId ?? "",
        state.State.Work?.Fingerprint ?? "",
        state.State.Stage,
        state.State.Result?.AcceptedCount ?? 0,
        state.State.Result?.QuarantinedCount ?? 0,
        state.State.Error,
        GrainContext.Address.SiloAddress);
}
