using System.Globalization;
using OpenPayments.Client.Lakes;
using OpenPayments.Client.Progress;
using OpenPayments.GrainInterfaces;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Sources;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Client.Ingest;

/// <summary>
/// Asks the year grains for what a plan wants and follows them to their end. The years work by themselves: whoever follows
/// them only looks, a few times a second, and may ask them to stop.
/// </summary>
/// <param name="goOnAlone">The years are a cluster's: it goes on when this process leaves, and silos may come and go.</param>
public sealed class YearRuns(IGrainFactory grains, IngestArguments arguments, IProgressDisplay display, TimeProvider time, bool goOnAlone)
{
    /// <summary>A lost silo is known as such in seconds; a cluster that says nothing for so long is itself lost.</summary>
    private static readonly TimeSpan SilencePatience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan ShortestLookPeriod = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestLookPeriod = TimeSpan.FromMilliseconds(200);

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
            var request = new IngestRequest(runId, [.. year], arguments.Settings, force, Requester.Current);
            // Safe to repeat: the run's id tells a year that it knows the request.
            var started = await PatientAsync(() => grain.StartAsync(request), cancellation);
            return (Grain: grain, started.RunId);
        }));
        return await FollowAsync([.. runs], cancellation);
    }

    private async Task<IReadOnlyList<YearResult>> FollowAsync(IReadOnlyList<(IYearGrain Grain, string RunId)> runs, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        DateTimeOffset? stopBy = null;
        while (true)
        {
            var years = await PatientAsync(() => Task.WhenAll(runs.Select(run => run.Grain.GetProgressAsync())), cancellation);
            if (goOnAlone && cancellation.IsCancellationRequested && years.Any(year => year.Stage != RunStage.Finished))
            {
                Leave(years);
                return await GetResultsAsync(runs);
            }

            display.Show(_tracker.Update(years));
            if (years.All(year => year.Stage == RunStage.Finished) || time.GetUtcNow() > stopBy) return await GetResultsAsync(runs);
            if (stopBy is null && cancellation.IsCancellationRequested)
            {
                display.Say("Stopping; what is finished stays. Press Ctrl-C again to end at once.");
                stopBy = time.GetUtcNow() + StopPatience;
                await Task.WhenAll(runs.Select(run => run.Grain.CancelAsync()));
            }

            await WaitAsync(LookPeriodAfter(time.GetElapsedTime(start), years), stopBy is null ? cancellation : CancellationToken.None);
        }
    }

    private void Leave(YearProgress[] years)
    {
        var running = years.Where(year => year.Stage != RunStage.Finished).Select(year => year.ProgramYear.ToString(CultureInfo.InvariantCulture)).ToList();
        display.Say($"Detached; the cluster goes on with {string.Join(", ", running)}. Watch it with the same command or `openpayments status`, stop it with {string.Join(" and ", running.Select(year => $"`openpayments cancel {year}`"))}.");
    }

    /// <summary>Asks again while a cluster loses and finds its silos.</summary>
    private async Task<T> PatientAsync<T>(Func<Task<T>> call, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await call();
            }
            catch (Exception e) when (goOnAlone && ClusterTrouble.IsPassing(e) && !cancellation.IsCancellationRequested)
            {
                if (time.GetElapsedTime(start) > SilencePatience)
                    throw new StoreException($"The cluster has not answered for {SilencePatience.TotalMinutes} minutes ({e.Message.TrimEnd('.')}): look after its silos, and run the same command again to join the run.", e);
                await WaitAsync(LongestLookPeriod, cancellation);
            }
            catch (Exception e) when (goOnAlone && ClusterTrouble.IsPassing(e))
            {
                throw new OperationCanceledException("Interrupted while the cluster did not answer.", e, cancellation);
            }
        }
    }

    /// <summary>
    /// A short run is looked at often, a long one costs nothing to follow; when little is left, the end is noticed within a
    /// two-hundredth of what the run took, and when nothing is left to process, at once.
    /// </summary>
    private static TimeSpan LookPeriodAfter(TimeSpan elapsed, IEnumerable<YearProgress> years)
    {
        var files = years.SelectMany(year => year.Files).ToList();
        var leftBytes = files.Where(file => file.Stage <= FileStage.Processing).Sum(file => file.LengthBytes - file.ProcessedBytes);
        if (leftBytes == 0) return ShortestLookPeriod;
        var isNearEnd = leftBytes < files.Sum(file => file.LengthBytes) / 10;
        return TimeSpan.FromTicks(Math.Clamp(elapsed.Ticks / (isNearEnd ? 200 : 20), ShortestLookPeriod.Ticks, LongestLookPeriod.Ticks));
    }

    private async Task WaitAsync(TimeSpan period, CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(period, time, cancellation);
        }
        catch (OperationCanceledException)
        {
            // The next look sees it.
        }
    }

    private async Task<IReadOnlyList<YearResult>> GetResultsAsync(IEnumerable<(IYearGrain Grain, string RunId)> runs)
    {
        var results = await PatientAsync(() => Task.WhenAll(runs.Select(run => run.Grain.GetResultAsync())), CancellationToken.None);
        return [.. results.OfType<YearResult>()];
    }
}
