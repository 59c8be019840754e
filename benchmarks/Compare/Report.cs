using System.Globalization;
using System.Text;

namespace OpenPayments.Benchmarks.Compare;

/// <summary>A comparison as a table for people.</summary>
internal static class Report
{
    public static string ToMarkdown(Comparison comparison)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {comparison.Name}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{comparison.Machine}.\n\n{comparison.File}.\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{comparison.Threads} threads, median of {comparison.Rounds} interleaved rounds, measured {comparison.MeasuredAt:yyyy-MM-dd}. ");
        text.Append("MB/s are 1,000,000 bytes of CSV a second. Stolen is what the host kept of all cores meanwhile, for others and to read and write for us. ");
        text.Append("Every contender runs in a process of its own and was checked to accept the same records and cents, and to reject the same number.\n\n");
        text.Append("| contender | MB/s | seconds | CPU s | stolen s | peak MiB | output MB |\n|---|--:|--:|--:|--:|--:|--:|\n");
        foreach (var contender in comparison.Contenders)
        {
            var seconds = string.Join(' ', contender.Seconds.Select(value => value.ToString("F2", CultureInfo.InvariantCulture)));
            text.Append(CultureInfo.InvariantCulture,
                $"| {contender.Title} | {contender.MegabytesPerSecond:F0} | {seconds} | {contender.CpuSeconds:F2} | {contender.StolenSeconds:F2} | {contender.PeakBytes / 1048576.0:N0} | {contender.OutputBytes / 1e6:F1} |\n");
        }

        foreach (var contender in comparison.Contenders.Where(contender => contender.AllocatedBytesPerMillionRecords is not null))
            text.Append(CultureInfo.InvariantCulture, $"\nManaged memory that {contender.Title}, allocates: {contender.AllocatedBytesPerMillionRecords:N0} bytes per million records.\n");

        text.Append("\n| target | measured | wanted | |\n|---|--:|--:|---|\n");
        foreach (var target in Target.Judge(comparison))
            text.Append(CultureInfo.InvariantCulture, $"| {target.Title} | {target.Measured} | {target.Wanted} | {(target.IsReached ? "reached" : "missed")} |\n");
        text.Append(CultureInfo.InvariantCulture, $"\n```\n{comparison.Command}\n```\n");
        return text.ToString();
    }
}
