using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using OpenPayments.Benchmarks.Scaling;
using OpenPayments.Ingestion;

namespace OpenPayments.Benchmarks.Plots;

/// <summary><c>plots</c>: draws what docs/performance.md shows from the committed results.</summary>
public static class PlotsCommand
{
    public static Command Create()
    {
        var command = new Command("plots", "Draw docs/performance/*.svg from benchmarks/results.");
        command.SetAction(_ =>
        {
            // Made by `scaling --save scaling`.
            var scaling = JsonSerializer.Deserialize<ScalingFigures>(File.ReadAllText(Path.Combine(Repository.Root, "benchmarks", "results", "scaling.json")), LakeJson.Options)!;
            Draw("throughput.svg", "Whole ingest by size of file", "MB/s", scaling, point => point.MegabytesPerSecond);
            Draw("memory.svg", "Peak memory by size of file", "MiB", scaling, point => point.PeakBytes / (double)(1 << 20));
        });
        return command;
    }

    private static void Draw(string name, string title, string unit, ScalingFigures scaling, Func<ScalingPoint, double> value)
    {
        var sizes = scaling.Points.Select(point => point.SizeBytes).Distinct().Order().ToList();
        var lines = scaling.Points.GroupBy(point => point.Threads).OrderBy(group => group.Key).Select(group =>
            new PlotLine(group.Key == 1 ? "1 thread" : $"{group.Key} threads", [.. sizes.Select(size => value(group.Single(point => point.SizeBytes == size)))]));
        var folder = Path.Combine(Repository.Root, "docs", "performance");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, name), new LinePlot(title, unit, [.. sizes.Select(NameOf)], [.. lines]).ToSvg());
    }

    private static string NameOf(long bytes) => bytes >= 1 << 30
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Round(bytes / (double)(1 << 30), 1)} GiB")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Round(bytes / (double)(1 << 20))} MiB");
}
