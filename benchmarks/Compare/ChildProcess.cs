using System.Diagnostics;
using System.Globalization;

namespace OpenPayments.Benchmarks.Compare;

/// <summary>What a program's run took.</summary>
/// <param name="Time">From its start to its end.</param>
/// <param name="CpuTime">Of all its threads, in user and system mode.</param>
/// <param name="PeakBytes">The most memory that it ever held.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="StolenTime">What the host kept of all cores meanwhile; null where it is not of the work alone.</param>
/// <param name="AllocatedBytes">Managed memory that its work took; null where nobody counts it.</param>
internal sealed record ProcessFigures(TimeSpan Time, TimeSpan CpuTime, long PeakBytes, string Output, TimeSpan? StolenTime, long? AllocatedBytes = null);

/// <summary>Runs a program and measures it from outside.</summary>
internal static class ChildProcess
{
    private const double TicksPerSecond = 100;

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    public static ProcessFigures Run(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        var (stolen, watch) = (ReadStolenTime(), Stopwatch.StartNew());
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        var (peak, cpu) = (0L, TimeSpan.Zero);
        // The kernel's own marks only grow, so that no more than the last interval can be missed.
        do
        {
            peak = Math.Max(peak, ReadPeakBytes(process.Id));
            cpu = TimeSpan.FromTicks(Math.Max(cpu.Ticks, ReadCpuTime(process.Id).Ticks));
        }
        while (!process.WaitForExit(PollInterval));
        var time = watch.Elapsed;
        stolen = ReadStolenTime() - stolen;
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', start.ArgumentList)} ended with code {process.ExitCode}.\n{output.Result}{error.Result}");
        return new ProcessFigures(time, cpu, peak, output.Result, stolen);
    }

    /// <summary>
    /// Processor time that a virtual machine wanted and its host did not give it, since it started (<c>steal</c> in proc_stat(5)): for other machines,
    /// and for what the host does for this one, such as writing to its disk.
    /// </summary>
    private static TimeSpan ReadStolenTime()
    {
        var fields = Read("/proc/stat").Split('\n')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length < 9 ? TimeSpan.Zero : TimeSpan.FromSeconds(long.Parse(fields[8], CultureInfo.InvariantCulture) / TicksPerSecond);
    }

    private static long ReadPeakBytes(int processId)
    {
        var line = Read($"/proc/{processId}/status").Split('\n').FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line.AsSpan(6).Trim().TrimEnd("kB "), CultureInfo.InvariantCulture) << 10;
    }

    private static TimeSpan ReadCpuTime(int processId)
    {
        // The fields follow the program's name, which stands in parentheses and may hold blanks.
        var text = Read($"/proc/{processId}/stat");
        var fields = text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length < 13 ? TimeSpan.Zero : TimeSpan.FromSeconds((Parse(fields[11]) + Parse(fields[12])) / TicksPerSecond);

        static long Parse(string ticks) => long.Parse(ticks, CultureInfo.InvariantCulture);
    }

    /// <summary>Empty when the process has ended, or where there is no such file.</summary>
    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
