using System.CommandLine;
using OpenPayments.Benchmarks.Compare;
using OpenPayments.Benchmarks.Options;
using OpenPayments.Generator;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Benchmarks.Limits;

/// <summary><c>limits</c>: the stages of an ingest beside what the machine allows at all, each on one thread.</summary>
public static class LimitsCommand
{
    private const long FileBytes = 256L << 20;

    public static Command Create()
    {
        var work = new WorkOption();
        var save = new SaveOption();
        var command = new Command("limits", "Measure what one core needs for each stage, and what it can do at all.") { work, save };
        command.SetAction(async (result, cancellation) =>
        {
            var figures = await RunAsync(Path.Combine(work.FolderOf(result), "limits"), cancellation);
            save.Publish(result, figures.ToMarkdown(), figures);
        });
        return command;
    }

    private static async Task<LimitFigures> RunAsync(string folder, CancellationToken cancellation)
    {
        var machine = Machine.Describe();
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        try
        {
            var workload = Workload.Generate(GeneratorOptions.For(EraCatalog.Find("general-g3")) with { SizeBytes = FileBytes, BadShare = 0.002 }, folder, 1);
            var content = await File.ReadAllBytesAsync(workload.Path, cancellation);
            var limits = await MachineLimits.MeasureAsync(content, folder, cancellation);
            var stages = await StageTimes.MeasureAsync(workload.Path, folder, cancellation);
            return new LimitFigures(Repository.CommandLine, DateTimeOffset.UtcNow, machine, workload.File.LengthBytes, workload.File.RecordCount, limits, stages);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
