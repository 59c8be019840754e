using System.Diagnostics;
using System.Globalization;

namespace OpenPayments.Benchmarks.Compare;

/// <summary>
/// Work that a process does several times over, the last time by the clock: what it takes once nothing is compiled, allocated
/// or opened for the first time any more.
/// </summary>
/// <remarks>
/// .NET compiles a method again after 30 calls, and much is called once a chunk: of 16 chunks the second pass still runs beside the
/// compiler and the fourth does not. DuckDB, which is compiled, gains most by its second pass: it has its memory by then.
/// </remarks>
internal static class WarmWork
{
    private const int WarmUps = 3;

    /// <summary>Prints seconds, CPU seconds, and managed bytes allocated.</summary>
    public static async Task MeasureAsync(Func<Task> warmUp, Func<Task> work)
    {
        for (var i = 0; i < WarmUps; i++) await warmUp();
        var (cpu, allocated, watch) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes(precise: true), Stopwatch.StartNew());
        await work();
        var time = watch.Elapsed;
        (cpu, allocated) = (Environment.CpuUsage.TotalTime - cpu, GC.GetTotalAllocatedBytes(precise: true) - allocated);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F3} {cpu.TotalSeconds:F3} {allocated}"));
    }

    /// <summary>What a process has printed of its work, in place of what was seen from outside.</summary>
    public static ProcessFigures Read(ProcessFigures process)
    {
        var numbers = process.Output.Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture)).ToList();
        return process with { Time = TimeSpan.FromSeconds(numbers[0]), CpuTime = TimeSpan.FromSeconds(numbers[1]), StolenTime = null, AllocatedBytes = (long)numbers[2] };
    }
}
