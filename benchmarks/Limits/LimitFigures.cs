using System.Globalization;
using System.Text;
using OpenPayments.Benchmarks.Compare;

namespace OpenPayments.Benchmarks.Limits;

/// <summary>What one core of the machine can do, and what one core needs for each stage of an ingest.</summary>
internal sealed record LimitFigures(string Command, DateTimeOffset MeasuredAt, Machine Machine, long FileBytes, IReadOnlyList<Rate> Limits, IReadOnlyList<Rate> Stages)
{
    public string ToMarkdown()
    {
        var text = new StringBuilder("# limits\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{Machine}.\n\nOne thread, warm, best of several runs over {FileBytes >> 20:N0} MiB, measured {MeasuredAt:yyyy-MM-dd}.\n\n");
        Append(text, "the machine", Limits);
        Append(text, "a stage of the ingest, seconds of wall clock", Stages);
        return text.Append(CultureInfo.InvariantCulture, $"```\n{Command}\n```\n").ToString();
    }

    private static void Append(StringBuilder text, string title, IReadOnlyList<Rate> rates)
    {
        text.Append(CultureInfo.InvariantCulture, $"| {title} | MB/s | s a GiB |\n|---|--:|--:|\n");
        foreach (var rate in rates)
            text.Append(CultureInfo.InvariantCulture, $"| {rate.Title} | {rate.MegabytesPerSecond:N0} | {rate.SecondsPerGiB:F2} |\n");
        text.Append('\n');
    }
}

internal sealed record Rate(string Title, double SecondsPerGiB)
{
    public double MegabytesPerSecond => (1 << 30) / 1e6 / SecondsPerGiB;
}
