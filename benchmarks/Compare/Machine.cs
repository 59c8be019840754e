using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OpenPayments.Benchmarks.Compare;

/// <summary>What the figures were measured on.</summary>
/// <param name="Load">Processes that ran or waited in the minute before; figures of a busy machine are worth little.</param>
internal sealed record Machine(string Processor, int Cores, int VectorBits, double MemoryGiB, string System, string Runtime, string DuckDb, double Load)
{
    public static Machine Describe() => new(
        Find("/proc/cpuinfo", "model name", ':') ?? RuntimeInformation.ProcessArchitecture.ToString(),
        Environment.ProcessorCount,
        Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128,
        Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30), 1),
        Find("/etc/os-release", "PRETTY_NAME", '=')?.Trim('"') ?? RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        ParquetOutput.ReaderVersion,
        File.Exists("/proc/loadavg") ? double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture) : 0);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Processor}, {Cores} cores, {VectorBits}-bit vectors, {MemoryGiB:F0} GiB; {System}; {Runtime}; DuckDB {DuckDb}; load {Load:F1} at the start");

    private static string? Find(string path, string key, char separator) => !File.Exists(path) ? null : File.ReadLines(path)
        .Where(line => line.StartsWith(key, StringComparison.Ordinal))
        .Select(line => line[(line.IndexOf(separator, StringComparison.Ordinal) + 1)..].Trim())
        .FirstOrDefault();
}
