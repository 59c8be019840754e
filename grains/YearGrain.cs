using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenPayments.GrainInterfaces;
using OpenPayments.GrainInterfaces.States;
using OpenPayments.Grains.Stages;
using OpenPayments.Grains.Years;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Grains;

/// <summary>
/// Takes the publications of a year through their stages, the oldest first: all files of a publication are validated before
/// any of them is published. Its reminder is the watchdog that goes on with a run after any crash.
/// </summary>
[GrainType(YearState.Name)]
internal sealed partial class YearGrain(
    [PersistentState(YearState.Name, CoordinatorOptions.StorageName)] IPersistentState<YearState> state,
    StageRunner runner,
    IFileStages stages,
    IRunRecorder recorder,
    IOptions<CoordinatorOptions> options,
    [FromKeyedServices(TimeProviderNames.Grains)] TimeProvider time,
    ILogger<YearGrain> logger) : Grain, IYearGrain, IYearReports, IRemindable
{
    private const string Watchdog = "watchdog";
    private static readonly TimeSpan WatchdogPeriod = TimeSpan.FromMinutes(1);
    private IGrainTimer? _pulse;

    private int ProgramYear => int.Parse(this.GetPrimaryKeyString(), NumberStyles.None, CultureInfo.InvariantCulture);

    private YearState Now => state.State;

    private bool IsRunning => Now is { Request: not null, Outcome: null };

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (IsRunning) Hurry();
        return Task.CompletedTask;
    }

    public async Task<YearProgress> StartAsync(IngestRequest request)
    {
        if (request.Files.IsEmpty || request.Files.Any(file => file.Id.ProgramYear != ProgramYear) || request.Files.DistinctBy(file => file.Id).Count() < request.Files.Length)
            throw new ArgumentException($"A request to year {ProgramYear} must name files of that year, each (publication, kind) once.", nameof(request));

        TakeUpUnrecorded();
        await FailOnTroubleAsync(() => AcceptAsync(request), request);
        if (IsRunning) Hurry();
        return await GetProgressAsync();
    }

    public async Task CancelAsync()
    {
        if (!IsRunning) return;
        await FailOnTroubleAsync(() => state.ReplaceAsync(Now with { IsCancelling = true, Next = null }));
        Hurry();
    }

    public async Task<YearProgress> GetProgressAsync()
    {
        // One that waits for the run before it to end is what everybody asks about.
        if (Now.Next is { } next) return ToProgress(next.RunId, [.. YearFiles.Waiting(next).Select(file => file.Progress)], null);
        if (Now.Request is not { } request)
            return new YearProgress(ProgramYear, "", RunStage.Idle, null, [], null, null, null);

        var files = Now.Files;
        var turn = IsRunning ? files.Turn() : null;
        var progress = await Task.WhenAll(files.Select(file => file.IsFinished || file.Id.Publication != turn
            ? Task.FromResult(file.Progress)
            : ProgressOfAsync(file, request.RunId)));
        return ToProgress(request.RunId, [.. progress], Now.Outcome);
    }

    public Task<YearResult?> GetResultAsync() => Task.FromResult(
        Now is { Request: { } request, Outcome: { } outcome, FinishedAt: { } finishedAt }
            ? new YearResult(ProgramYear, request.RunId, outcome, Now.Files, Now.StartedAt, finishedAt, Now.Error)
            : null);

    public Task<YearState> GetState() => Task.FromResult(Now);

    /// <summary>The report is only a nudge: the year asks its files itself, so a lost or an old one does no harm.</summary>
    public Task FileAdvancedAsync(FileStatus status) => AdvanceAsync();

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        TakeUpUnrecorded();
        if (IsRunning) Hurry();
        else await StopWatchdogAsync();
    }

    private async Task AcceptAsync(IngestRequest request)
    {
        if (Now.Request?.RunId == request.RunId || Now.Next?.RunId == request.RunId) return;
        if (!IsRunning)
            await BeginAsync(request);
        else if (Now.IsCancelling || Fingerprints.OfRequest(request) != Fingerprints.OfRequest(Now.Request!))
            await state.ReplaceAsync(Now with { IsCancelling = true, Next = request });
    }

    private async Task BeginAsync(IngestRequest request)
    {
        // The watchdog first: a reminder without a run ends itself, a run without a reminder would stay where a crash left it.
        await StartWatchdogAsync();
        await state.ReplaceAsync(new YearState { Request = request, Files = YearFiles.Waiting(request), StartedAt = time.GetUtcNow() });
        LogStarted(ProgramYear, request.RunId, request.Files.Length);
        await TellCatalogAsync();
    }

    /// <summary>Looks after the run now, and again with every pulse until it has ended.</summary>
    private void Hurry()
    {
        if (_pulse is null)
            _pulse = this.RegisterGrainTimer(_ => AdvanceAsync(), new GrainTimerCreationOptions(TimeSpan.Zero, options.Value.PulsePeriod) { KeepAlive = true });
        else
            _pulse.Change(TimeSpan.Zero, options.Value.PulsePeriod);
    }

    private async Task AdvanceAsync()
    {
        if (runner.IsStopping) return;
        await FailOnTroubleAsync(async () =>
        {
            while (IsRunning && await StepAsync())
            {
            }
        });
        if (IsRunning) return;
        _pulse?.Dispose();
        _pulse = null;
    }

    /// <summary>
    /// The state itself cannot be written (a full disk, say): then the run has failed as long as this activation lives, and a
    /// later one goes on from what was written last.
    /// </summary>
    private async Task FailOnTroubleAsync(Func<Task> change, IngestRequest? request = null)
    {
        try
        {
            await change();
        }
        catch (Exception e) when (e is StoreException or InputException)
        {
            var failed = request is null ? Now : new YearState { Request = request, Files = YearFiles.Waiting(request), StartedAt = time.GetUtcNow() };
            state.State = failed with
            {
                Files = [.. failed.Files.Select(file => file.IsFinished ? file : file.Ended(FileOutcome.Failed, e.Message, time.GetUtcNow()))],
                Outcome = RunOutcome.Failed,
                Error = e.Message,
                FinishedAt = time.GetUtcNow(),
                Next = null,
            };
            LogFailed(ProgramYear, e.Message);
        }
    }

    private async Task TellCatalogAsync()
    {
        try
        {
            await GrainFactory.GetCatalog().RecordRunAsync(new YearRun(ProgramYear, Now.Request!.RunId, Now.Outcome, Now.StartedAt, Now.FinishedAt));
        }
        catch (Exception e)
        {
            LogCatalogNotReached(e, ProgramYear);
        }
    }

    private async Task StartWatchdogAsync()
    {
        try
        {
            await this.RegisterOrUpdateReminder(Watchdog, WatchdogPeriod, WatchdogPeriod);
        }
        catch (Exception e)
        {
            throw new StoreException($"The watchdog of year {ProgramYear} cannot be registered: {e.Message}", e);
        }
    }

    /// <summary>One that stays, because the disk is full, say, ends itself when it calls next.</summary>
    private async Task StopWatchdogAsync()
    {
        try
        {
            if (await this.GetReminder(Watchdog) is { } reminder) await this.UnregisterReminder(reminder);
        }
        catch (Exception e)
        {
            LogWatchdogStays(ProgramYear, e.Message);
        }
    }

    private YearProgress ToProgress(string runId, ImmutableArray<FileProgress> files, RunOutcome? outcome) => new(
        ProgramYear,
        runId,
        outcome is null ? YearFiles.StageOf(files) : RunStage.Finished,
        outcome,
        files,
        Now.StartedAt,
        outcome is null ? null : Now.FinishedAt,
        Now.Error);
}
