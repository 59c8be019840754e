using System.Diagnostics;

namespace OpenPayments.Benchmarks.Limits;

/// <summary>The best of several runs: what the machine can do when nobody else is in the way.</summary>
internal static class Timing
{
    private const int RunCount = 5;

    public static Rate Rate<T>(string title, long bytes, Func<T> act) => RateAsync(title, bytes, () => Task.FromResult(act())).GetAwaiter().GetResult();

    public static async Task<Rate> RateAsync(string title, long bytes, Func<Task> actAsync)
    {
        var best = TimeSpan.MaxValue;
        for (var run = 0; run < RunCount; run++)
        {
            var started = Stopwatch.GetTimestamp();
            await actAsync();
            best = TimeSpan.FromTicks(Math.Min(best.Ticks, Stopwatch.GetElapsedTime(started).Ticks));
        }

        return new Rate(title, best.TotalSeconds / bytes * (1 << 30));
    }
}
