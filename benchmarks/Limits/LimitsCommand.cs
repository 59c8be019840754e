using System.CommandLine;
using System.Text.Json;
using OpenPayments.Benchmarks.Compare;
using OpenPayments.Generator;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Benchmarks.Limits;

/// <summary><c>limits</c>: the stages of an ingest beside what the machine allows at all, each on one thread.</summary>
public static class LimitsCommand
{
    private const long FileBytes = 256L << 20;

    public static Command Create()
    {
        var work = new Option<DirectoryInfo>("--work") { Description = "Folder for the file and all output.", DefaultValueFactory = _ => new DirectoryInfo(Path.Combine(Path.GetTempPath(), "openpayments-benchmarks")) };
        var save = new Option<string?>("--save") { Description = "Also write the result to benchmarks/results under this name." };
        var command = new Command("limits", "Measure what one core needs for each stage, and what it can do at all.") { work, save };
        command.SetAction(async (result, cancellation) =>
        {
            var figures = await RunAsync(Path.Combine(result.GetRequiredValue(work).FullName, "limits"), cancellation);
            Console.WriteLine(figures.ToMarkdown());
            if (result.GetValue(save) is not { } name) return;
            Repository.SaveResult(name + ".md", figures.ToMarkdown());
            Repository.SaveResult(name + ".json", JsonSerializer.Serialize(figures, LakeJson.Indented) + "\n");
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
            return new LimitFigures(Repository.CommandLine, DateTimeOffset.UtcNow, machine, workload.File.LengthBytes, limits, stages);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
