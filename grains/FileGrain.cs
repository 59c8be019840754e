using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenPayments.GrainInterfaces;
using OpenPayments.GrainInterfaces.States;
using OpenPayments.Grains.Files;
using OpenPayments.Grains.Stages;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Grains;

/// <summary>
/// Land → process → validate, then wait for the year, then publish. Each stage is persisted as an intent before its work
/// starts and as a result before the year hears of it; work that is lost between the two is started again.
/// </summary>
[GrainType(FileState.Name)]
internal sealed partial class FileGrain(
    [PersistentState(FileState.Name, CoordinatorOptions.StorageName)] IPersistentState<FileState> state,
    [PersistentState(LandingState.Name, CoordinatorOptions.StorageName)] IPersistentState<LandingState> landing,
    IFileStages stages,
    StageRunner runner,
    ChunkResults results,
    ClusterSlots slots,
    IOptions<CoordinatorOptions> options,
    [FromKeyedServices(TimeProviderNames.Grains)] TimeProvider time,
    ILogger<FileGrain> logger) : Grain, IFileGrain, IFileReports
{
    private readonly ByteCounter _landedBytes = new();
    private LandedFile? _landed;
    private StageJob? _job;
    private IGrainTimer? _pulse;

    private FileId Id => FileId.Parse(this.GetPrimaryKeyString());

    private FileState Now => state.State;

    private FileWork Work => Now.Work ?? throw new InvalidOperationException($"File {Id} has no work.");

    private bool IsUnderWay => Now.Stage is FileStage.Landing or FileStage.Processing or FileStage.Validating or FileStage.Publishing;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _landed = landing.State.ToLandedFile();
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _job?.Cancel();
        if (_isDirty) await TryWriteProgressAsync();
    }

    public async Task<FileStatus> StartAsync(FileWork work)
    {
        // What is being published is published to its end; the year asks again.
        if (Now.Work?.RunId != work.RunId && Now.Stage != FileStage.Publishing)
            await EndOnTroubleAsync(() => BeginAsync(work), work);
        await ContinueAsync();
        return Status();
    }

    public async Task<FileStatus> PublishAsync(string runId)
    {
        if (Now.Work?.RunId == runId && Now.Stage == FileStage.Validated)
            await EndOnTroubleAsync(() => WriteAsync(Now with { Stage = FileStage.Publishing }));
        await ContinueAsync();
        return Status();
    }

    public async Task<FileStatus> EndAsync(string runId, FileOutcome outcome)
    {
        if (Now.Work?.RunId == runId && Now.Stage is not (FileStage.Publishing or FileStage.Finished))
            await EndOnTroubleAsync(() => FinishAsync(outcome, error: null));
        return Status();
    }

    public Task<FileProgress?> GetProgressAsync(string runId) => Task.FromResult(Now.Work?.RunId == runId ? Progress() : null);

    public Task<LandedFile?> GetLandedAsync(string fingerprint) => Task.FromResult(Now.Fingerprint == fingerprint ? _landed : null);

    public Task<FileState> GetState() => Task.FromResult(Now);

    public Task LandedAsync(string runId, StageOutcome<LandedFile> outcome) => AdvanceAsync(runId, FileStage.Landing, outcome, async landed =>
    {
        var settings = stages.GetSettingsFingerprint(Work.Settings);
        await landing.ReplaceAsync(LandingState.Of(Fingerprints.OfSource(Work.Source, settings), landed));
        _landed = landed;
        await BeginProcessingAsync(landed, settings);
    });

    public Task ValidatedAsync(string runId, StageOutcome<FileSummary> outcome) => AdvanceAsync(runId, FileStage.Validating, outcome, async summary =>
    {
        var validated = Now with { Summary = summary };
        if (!summary.Validation.MayBePublished)
            await FinishAsync(validated, FileOutcome.CheckFailed, FileSummaries.Reasons(summary.Validation));
        else
            await WriteAsync(validated with { Stage = FileStage.Validated });
    });

    public Task PublishedAsync(string runId, StageOutcome<FileSummary> outcome) => AdvanceAsync(runId, FileStage.Publishing, outcome, summary =>
    {
        var identity = Fingerprints.OfSource(Work.Source, stages.GetSettingsFingerprint(Work.Settings));
        return FinishAsync(Now with { Summary = summary, Published = new(identity, summary) }, FileOutcome.Published, error: null);
    });

    /// <summary>Takes up a new run; leaves an unchanged file alone, and does not land again what an unbroken run has landed.</summary>
    private async Task BeginAsync(FileWork work)
    {
        await AbandonAsync();
        var settings = stages.GetSettingsFingerprint(work.Settings);
        var identity = Fingerprints.OfSource(work.Source, settings);
        var isLanded = landing.State.Identity == identity && !work.Force && Now.Outcome != FileOutcome.Failed;
        var begun = new FileState { Work = work, Stage = FileStage.Landing, StartedAt = time.GetUtcNow(), Published = Now.Published };
        if (Now.Published is { } published && published.Identity == identity && !work.Force)
            await FinishAsync(begun with { Summary = published.Summary }, FileOutcome.Unchanged, error: null);
        else if (isLanded)
            await BeginProcessingAsync(_landed!, settings, begun);
        else
            await WriteAsync(begun);
    }

    private Task BeginProcessingAsync(LandedFile landed, string settings, FileState? begun = null) => WriteAsync((begun ?? Now) with
    {
        Stage = FileStage.Processing,
        Fingerprint = Fingerprints.OfWork(landed, settings),
        RecordCount = landed.RecordCount,
        ChunkCount = landed.Chunks.Length,
        FinishedChunks = ChunkSet.Empty(landed.Chunks.Length),
        LandedAt = time.GetUtcNow(),
    });

    /// <summary>Starts what the current stage needs and nobody is doing.</summary>
    private async Task ContinueAsync()
    {
        if (IsUnderWay)
            _pulse ??= this.RegisterGrainTimer(PulseAsync, new GrainTimerCreationOptions(options.Value.PulsePeriod, options.Value.PulsePeriod) { KeepAlive = true });
        if (Now.Stage == FileStage.Processing)
            await EndOnTroubleAsync(DispatchAsync);
        if (_job is { Completion.IsCompleted: false }) return;
        _job = Now.Stage switch
        {
            FileStage.Landing => StartLanding(),
            FileStage.Validating => StartValidating(),
            FileStage.Publishing => StartPublishing(),
            _ => null,
        };
    }

    private async Task PulseAsync(CancellationToken cancellation)
    {
        if (runner.IsStopping) return;
        if (!IsUnderWay)
        {
            _pulse?.Dispose();
            _pulse = null;
            return;
        }

        if (Now.Stage == FileStage.Processing) await EndOnTroubleAsync(LookAfterChunksAsync);
        await ContinueAsync();
    }

    /// <summary>What happens with the outcome of a stage, unless the file has moved on meanwhile.</summary>
    private async Task AdvanceAsync<T>(string runId, FileStage stage, StageOutcome<T> outcome, Func<T, Task> advance)
        where T : class
    {
        if (Now.Work?.RunId != runId || Now.Stage != stage) return;
        _job = null;
        await EndOnTroubleAsync(() => outcome.Result is { } result ? advance(result) : FinishAsync(FileOutcome.Failed, outcome.Error));
        await ContinueAsync();
        if (!IsUnderWay) await TellYearAsync();
    }

    private Task FinishAsync(FileOutcome outcome, string? error) => FinishAsync(Now, outcome, error);

    private async Task FinishAsync(FileState last, FileOutcome outcome, string? error)
    {
        await AbandonAsync();
        await WriteAsync(last with { Stage = FileStage.Finished, Outcome = outcome, Error = error, FinishedAt = time.GetUtcNow() });
        LogFinished(Id, last.Work!.RunId, outcome, error);
    }

    /// <summary>Every state says all that is known, so that nothing is left to write down after it.</summary>
    private async Task WriteAsync(FileState next)
    {
        await state.ReplaceAsync(next);
        (_isDirty, _writtenAt) = (false, time.GetUtcNow());
    }

    /// <summary>
    /// The state itself cannot be written (a full disk, say): then the run of this file has failed as long as this activation
    /// lives, and a later one goes on from what was written last.
    /// </summary>
    private async Task EndOnTroubleAsync(Func<Task> change, FileWork? work = null)
    {
        try
        {
            await change();
        }
        catch (Exception e) when (e is StoreException or InputException)
        {
            await AbandonAsync();
            state.State = Now with
            {
                Work = work ?? Now.Work,
                Stage = FileStage.Finished,
                Outcome = FileOutcome.Failed,
                Error = e.Message,
                FinishedAt = time.GetUtcNow(),
            };
            LogFinished(Id, Work.RunId, FileOutcome.Failed, e.Message);
            await TellYearAsync();
        }
    }

    private Task TellYearAsync() =>
        GrainFactory.GetGrain<IYearReports>(Id.ProgramYear.ToString(CultureInfo.InvariantCulture)).FileAdvancedAsync(Status());

    private FileStatus Status() => new(Now.Work?.RunId ?? "", Progress(), Now.Summary);

    private FileProgress Progress() => new(
        Id,
        Now.Work?.Source.FileName ?? "",
        Now.Stage,
        Now.Outcome,
        Now.Work?.Source.LengthBytes ?? 0,
        Now.Stage == FileStage.Landing ? _landedBytes.Value : Now.Fingerprint is null ? 0 : Now.Work!.Source.LengthBytes,
        Now.RecordCount,
        Now.ChunkCount,
        Now.FinishedChunkCount,
        Now.ProcessedBytes,
        Now.AcceptedCount,
        Now.QuarantinedCount,
        Now.StartedAt,
        Now.LandedAt,
        Now.FinishedAt,
        Now.Error);
}
