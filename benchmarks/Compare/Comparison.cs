using System.Globalization;

namespace OpenPayments.Benchmarks.Compare;

/// <summary>All runs of all contenders on one file.</summary>
/// <param name="Command">What was typed, to repeat it.</param>
internal sealed record Comparison(string Name, string Command, DateTimeOffset MeasuredAt, Machine Machine, FileFigures File, int Threads, int Rounds, IReadOnlyList<ContenderFigures> Contenders)
{
    public ContenderFigures? Find(string id) => Contenders.FirstOrDefault(contender => contender.Id == id);
}

internal sealed record FileFigures(string FileName, string EraId, string Quoting, ulong Seed, long LengthBytes, long RecordCount, long BadCount)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{FileName}, {EraId}, quoting {Quoting}, seed {Seed}: {LengthBytes:N0} bytes, {RecordCount:N0} records, of which {BadCount:N0} to be rejected");
}

/// <summary>One contender's medians.</summary>
/// <param name="Seconds">Of every round.</param>
/// <param name="CpuSeconds">Of all threads; unlike the others it hardly depends on what else the machine does.</param>
/// <param name="StolenSeconds">What the host kept of all cores meanwhile; null where it is not known of the measured work alone.</param>
/// <param name="AllocatedBytesPerMillionRecords">Managed memory that the work takes; null where it is not counted.</param>
internal sealed record ContenderFigures(
    string Id, string Title, IReadOnlyList<double> Seconds, double MegabytesPerSecond, double CpuSeconds, long PeakBytes, long OutputBytes, double? StolenSeconds = null, long? AllocatedBytesPerMillionRecords = null)
{
    public static ContenderFigures Of(Contender contender, IReadOnlyList<Measurement> runs, FileFigures file) => new(
        contender.Id,
        contender.Title,
        [.. runs.Select(run => Math.Round(run.Seconds, 3))],
        Math.Round(file.LengthBytes / 1e6 / Median.Of(runs.Select(run => run.Seconds)), 1),
        Math.Round(Median.Of(runs.Select(run => run.CpuSeconds)), 2),
        runs.Max(run => run.PeakBytes),
        runs[0].OutputBytes,
        runs[0].StolenSeconds is null ? null : Math.Round(Median.Of(runs.Select(run => run.StolenSeconds!.Value)), 2),
        runs[0].AllocatedBytes is null ? null : (long)(Median.Of(runs.Select(run => (double)run.AllocatedBytes!)) / file.RecordCount * 1_000_000));
}
