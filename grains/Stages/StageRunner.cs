using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpenPayments.Grains.Cluster;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Grains.Stages;

/// <summary>
/// Runs stage work of a silo's grains on the thread pool, within the silo's slots. This is the boundary of a run: whatever a
/// stage throws becomes words here. When the silo stops, work that waits for a slot is cancelled at once and the rest soon
/// after; nothing of it is recorded, so it is done again by whoever is asked next.
/// </summary>
internal sealed partial class StageRunner(ChunkSlots slots, IOptions<CoordinatorOptions> options, ILogger<StageRunner> logger)
    : IWorkload, ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<StageJob, string> _jobs = new();

    private volatile bool _isStopping;

    public int JobCount => _jobs.Count;

    /// <summary>Set before anything else stops: from then on coordinators rest, and a failing call says nothing about its target.</summary>
    public bool IsStopping => _isStopping;

    /// <summary>What a landing may do with this silo's slots; null when there is no other beside its own.</summary>
    /// <param name="isAlone">There is no other silo.</param>
    public LandingSlots? SlotsOfLanding(bool isAlone) => slots.Count > 1 ? new(slots.TakeAsync, slots.Count, isAlone) : null;

    /// <inheritdoc cref="Start{T}(string, Func{Action, CancellationToken, Task{T}}, Func{StageOutcome{T}, Task})"/>
    public StageJob Start<T>(string name, Func<CancellationToken, Task<T?>> work, Func<StageOutcome<T>, Task> report)
        where T : class => Start(name, (_, cancellation) => work(cancellation), report);

    /// <param name="name">For the log.</param>
    /// <param name="work">Is handed what frees its slot, should it need that no longer than a part of its time.</param>
    /// <param name="report">Carries the outcome to the grain. May fail: the grain that waits for it asks again.</param>
    public StageJob Start<T>(string name, Func<Action, CancellationToken, Task<T?>> work, Func<StageOutcome<T>, Task> report)
        where T : class
    {
        var job = new StageJob(_stopping.Token);
        _jobs[job] = name;
        if (IsStopping) job.Cancel();
        job.Completion = Task.Run(() => RunAsync(job, name, work, report));
        return job;
    }

    public void Participate(ISiloLifecycle lifecycle) =>
        // Last to start, so first to stop: while jobs end, everything that they use is still there.
        lifecycle.Subscribe(nameof(StageRunner), ServiceLifecycleStage.Last, _ => Task.CompletedTask, StopAsync);

    public void Dispose() => _stopping.Dispose();

    private async Task StopAsync(CancellationToken cancellation)
    {
        _isStopping = true;
        foreach (var job in _jobs.Keys.Where(job => !job.HasBegun)) job.Cancel();
        var completion = Task.WhenAll(_jobs.Keys.Select(job => job.Completion));
        await Task.WhenAny(completion, Task.Delay(options.Value.DrainPeriod, cancellation));
        await _stopping.CancelAsync();
        await completion.WaitAsync(cancellation);
    }

    private async Task RunAsync<T>(StageJob job, string name, Func<Action, CancellationToken, Task<T?>> work, Func<StageOutcome<T>, Task> report)
        where T : class
    {
        try
        {
            var outcome = await OutcomeOfAsync(job, name, work);
            if (!job.Cancellation.IsCancellationRequested) await report(outcome);
        }
        catch (Exception e) when (IsStopping || (e is OperationCanceledException && job.Cancellation.IsCancellationRequested))
        {
            LogCancelled(name);
        }
        catch (Exception e)
        {
            LogNotReported(e, name);
        }
        finally
        {
            _jobs.TryRemove(job, out _);
            job.Dispose();
        }
    }

    private async Task<StageOutcome<T>> OutcomeOfAsync<T>(StageJob job, string name, Func<Action, CancellationToken, Task<T?>> work)
        where T : class
    {
        using var slot = await slots.TakeAsync(job.Cancellation);
        job.HasBegun = true;
        try
        {
            return new(await work(slot.Dispose, job.Cancellation), null);
        }
        catch (Exception e) when (e is InputException or StoreException)
        {
            return new(null, e.Message);
        }
        // Work asks grains too (what was landed, what other chunks found), and those may be on a silo that was just lost. That says
        // nothing about the work: it has no outcome, and is asked for again.
        catch (Exception e) when (!job.Cancellation.IsCancellationRequested && !SiloLoss.Explains(e))
        {
            LogBug(e, name);
            return new(null, $"Unexpected failure while {name}: {e.Message} ({e.GetType().Name}). This is a bug of the program; finished chunks are kept, and the same command tries again.");
        }
    }
}
