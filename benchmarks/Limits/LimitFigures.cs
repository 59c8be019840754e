using System.Globalization;
using System.Text;
using OpenPayments.Benchmarks.Compare;

namespace OpenPayments.Benchmarks.Limits;

/// <summary>What one core of the machine can do, and what one core needs for each stage of an ingest.</summary>
internal sealed record LimitFigures(string Command, DateTimeOffset MeasuredAt, Machine Machine, long FileBytes, long RecordCount, IReadOnlyList<Rate> Limits, IReadOnlyList<Rate> Stages)
{
    public string ToMarkdown()
    {
        var text = new StringBuilder("# limits\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{Machine}.\n\nOne thread, warm, best of several runs over {FileBytes >> 20:N0} MiB, {RecordCount:N0} records, measured {MeasuredAt:yyyy-MM-dd}.\n\n");
        text.Append("| the machine | MB/s | s a GiB |\n|---|--:|--:|\n");
        foreach (var rate in Limits) text.Append(CultureInfo.InvariantCulture, $"{rate}\n");
        text.Append("\n| a stage of the ingest, seconds of wall clock | MB/s | s a GiB | managed bytes allocated per million records |\n|---|--:|--:|--:|\n");
        foreach (var rate in Stages) text.Append(CultureInfo.InvariantCulture, $"{rate} {rate.AllocatedBytes * 1_000_000.0 / RecordCount:N0} |\n");
        return text.Append(CultureInfo.InvariantCulture, $"\n```\n{Command}\n```\n").ToString();
    }
}

/// <param name="AllocatedBytes">Managed memory that one run took, the least of them.</param>
internal sealed record Rate(string Title, double SecondsPerGiB, long AllocatedBytes)
{
    public double MegabytesPerSecond => (1 << 30) / 1e6 / SecondsPerGiB;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"| {Title} | {MegabytesPerSecond:N0} | {SecondsPerGiB:F2} |");
}
