using OpenPayments.Client.Progress;
using OpenPayments.GrainInterfaces;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Sources;

namespace OpenPayments.Client.Ingest;

/// <summary>
/// Asks the year grains for what a plan wants and follows them to their end. The years work by themselves: whoever follows
/// them only looks, a few times a second, and may ask them to stop.
/// </summary>
public sealed class YearRuns(IGrainFactory grains, IngestArguments arguments, IProgressDisplay display, TimeProvider time)
{
    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(200);

    /// <summary>A publication that is being published is completed first; everything else stops within moments.</summary>
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(60);

    private readonly ProgressTracker _tracker = new(time);

    /// <summary>One result a year; fewer when the runs were stopped and a year did not say in time how it ended.</summary>
    /// <param name="isLost">Whether what was done of a file before is gone, so that its year has to do everything again.</param>
    public async Task<IReadOnlyList<YearResult>> RunAsync(IEnumerable<SourceFile> files, Predicate<FileId> isLost, CancellationToken cancellation)
    {
        var runId = Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
        var runs = await Task.WhenAll(files.GroupBy(file => file.Id.ProgramYear).Select(async year =>
        {
            var grain = grains.GetYear(year.Key);
            var force = arguments.Force || year.Any(file => isLost(file.Id));
            var started = await grain.StartAsync(new IngestRequest(runId, [.. year], arguments.Settings, force));
            return (Grain: grain, started.RunId);
        }));
        return await FollowAsync([.. runs], cancellation);
    }

    private async Task<IReadOnlyList<YearResult>> FollowAsync(IReadOnlyList<(IYearGrain Grain, string RunId)> runs, CancellationToken cancellation)
    {
        DateTimeOffset? stopBy = null;
        while (true)
        {
            var years = await Task.WhenAll(runs.Select(run => run.Grain.GetProgressAsync()));
            display.Show(_tracker.Update(years));
            if (years.All(year => year.Stage == RunStage.Finished) || time.GetUtcNow() > stopBy) return await GetResultsAsync(runs);
            if (stopBy is null && cancellation.IsCancellationRequested)
            {
                display.Say("Stopping; what is finished stays. Press Ctrl-C again to end at once.");
                stopBy = time.GetUtcNow() + StopPatience;
                await Task.WhenAll(runs.Select(run => run.Grain.CancelAsync()));
            }

            await WaitAsync(stopBy is null ? cancellation : CancellationToken.None);
        }
    }

    private async Task WaitAsync(CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(LookPeriod, time, cancellation);
        }
        catch (OperationCanceledException)
        {
            // The next look sees it.
        }
    }

    private static async Task<IReadOnlyList<YearResult>> GetResultsAsync(IEnumerable<(IYearGrain Grain, string RunId)> runs)
    {
        var results = await Task.WhenAll(runs.Select(run => run.Grain.GetResultAsync()));
        return [.. results.OfType<YearResult>()];
    }
}
