using System.Globalization;
using System.Text;
using OpenPayments.Benchmarks.Compare;

namespace OpenPayments.Benchmarks.Scaling;

/// <summary>How the whole ingest goes on files of several sizes with several numbers of threads.</summary>
internal sealed record ScalingFigures(string Command, DateTimeOffset MeasuredAt, Machine Machine, int Rounds, IReadOnlyList<ScalingPoint> Points)
{
    public string ToMarkdown()
    {
        var text = new StringBuilder("# scaling\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{Machine}.\n\n");
        text.Append(CultureInfo.InvariantCulture, $"The whole `openpayments ingest` of one generated general file, median of {Rounds}, measured {MeasuredAt:yyyy-MM-dd}. MB/s are 1,000,000 bytes of CSV a second.\n\n");
        text.Append("| MiB of CSV | threads | seconds | MB/s | CPU s a GiB | peak MiB |\n|--:|--:|--:|--:|--:|--:|\n");
        foreach (var point in Points)
            text.Append(CultureInfo.InvariantCulture, $"| {point.SizeBytes >> 20:N0} | {point.Threads} | {point.Seconds:F2} | {point.MegabytesPerSecond:F0} | {point.CpuSecondsPerGiB:F2} | {point.PeakBytes >> 20:N0} |\n");
        return text.Append(CultureInfo.InvariantCulture, $"\n```\n{Command}\n```\n").ToString();
    }
}

/// <summary>Medians of one size and number of threads.</summary>
internal sealed record ScalingPoint(long SizeBytes, int Threads, double Seconds, double CpuSeconds, long PeakBytes)
{
    public double MegabytesPerSecond => SizeBytes / 1e6 / Seconds;

    public double CpuSecondsPerGiB => CpuSeconds / SizeBytes * (1 << 30);
}
