using System.Diagnostics;

namespace OpenPayments.Benchmarks.Limits;

/// <summary>The best of several runs: what the machine can do when nobody else is in the way.</summary>
internal static class Timing
{
    private const int RunCount = 5;

    public static Rate Rate<T>(string title, long bytes, Func<T> act) => RateAsync(title, bytes, () => Task.FromResult(act())).GetAwaiter().GetResult();

    public static async Task<Rate> RateAsync(string title, long bytes, Func<Task> actAsync)
    {
        var (best, fewest) = (TimeSpan.MaxValue, long.MaxValue);
        for (var run = 0; run < RunCount; run++)
        {
            var (started, allocated) = (Stopwatch.GetTimestamp(), GC.GetTotalAllocatedBytes(precise: true));
            await actAsync();
            best = TimeSpan.FromTicks(Math.Min(best.Ticks, Stopwatch.GetElapsedTime(started).Ticks));
            fewest = Math.Min(fewest, GC.GetTotalAllocatedBytes(precise: true) - allocated);
        }

        return new Rate(title, best.TotalSeconds / bytes * (1 << 30), fewest);
    }
}
