using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using OpenPayments.Benchmarks.Compare;
using OpenPayments.GrainInterfaces;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Sources;
using OpenPayments.Silo;

namespace OpenPayments.Benchmarks.Coordinator;

/// <summary>
/// <c>coordinator</c>: what a chunk costs beyond its work. Runs a year in an embedded silo, state in SQLite as always, with
/// stages that do nothing: once with few chunks and once with many. The difference is what the chunks cost.
/// </summary>
public static class CoordinatorCommand
{
    private const int FewChunks = 10;
    private const double WantedMilliseconds = 10;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(2);

    public static Command Create()
    {
        var chunks = new Option<int>("--chunks") { Description = "Chunks of the larger run.", DefaultValueFactory = _ => 1_000 };
        var rounds = new Option<int>("--rounds") { Description = "How often both runs are made.", DefaultValueFactory = _ => 5 };
        var parallelism = new Option<int>("--parallelism") { Description = "Chunks worked on at a time.", DefaultValueFactory = _ => Environment.ProcessorCount };
        var save = new Option<string?>("--save") { Description = "Also write the result to benchmarks/results under this name." };
        var command = new Command("coordinator", "Measure the coordinator's cost per chunk with stages that do nothing.") { chunks, rounds, parallelism, save };
        command.SetAction(async (result, cancellation) =>
        {
            var report = await RunAsync(result.GetValue(chunks), result.GetValue(rounds), result.GetValue(parallelism), cancellation);
            Console.WriteLine(report);
            if (result.GetValue(save) is { } name) Repository.SaveResult(name + ".md", report);
        });
        return command;
    }

    private static async Task<string> RunAsync(int chunks, int rounds, int parallelism, CancellationToken cancellation)
    {
        var machine = Machine.Describe();
        // The first run is the compiler's.
        await RunYearAsync(FewChunks, parallelism, cancellation);
        var report = new StringBuilder();
        report.Append(CultureInfo.InvariantCulture, $"# Coordinator\n\n{machine}.\n\n");
        report.Append(CultureInfo.InvariantCulture, $"A year of one general file, {parallelism} chunks at a time, stages that do nothing, state in SQLite.\n\n");
        report.Append(CultureInfo.InvariantCulture, $"| round | {FewChunks} chunks, s | {chunks} chunks, s | ms a chunk |\n|--:|--:|--:|--:|\n");
        var costs = new List<double>();
        for (var round = 1; round <= rounds; round++)
        {
            var few = await RunYearAsync(FewChunks, parallelism, cancellation);
            var many = await RunYearAsync(chunks, parallelism, cancellation);
            costs.Add((many - few).TotalMilliseconds / (chunks - FewChunks));
            report.Append(CultureInfo.InvariantCulture, $"| {round} | {few.TotalSeconds:F2} | {many.TotalSeconds:F2} | {costs[^1]:F2} |\n");
        }

        var median = costs.Order().ElementAt(rounds / 2);
        report.Append(CultureInfo.InvariantCulture, $"\nMedian {median:F2} ms a chunk; wanted below {WantedMilliseconds} ms: {(median < WantedMilliseconds ? "reached" : "missed")}.\n");
        return report.Append(CultureInfo.InvariantCulture, $"\n```\n{Repository.CommandLine}\n```\n").ToString();
    }

    internal static async Task<TimeSpan> RunYearAsync(int chunks, int parallelism, CancellationToken cancellation)
    {
        var lake = Directory.CreateTempSubdirectory("openpayments-coordinator-");
        try
        {
            var options = new EmbeddedSiloOptions { LakePath = lake.FullName, Parallelism = parallelism };
            await using var silo = await EmbeddedSilo.StartAsync(options, services => services.AddSingleton<IFileStages>(new EmptyStages(chunks)), cancellation);
            var id = new FileId(2023, new DateOnly(2025, 1, 30), Kind.General);
            var file = new SourceFile(id, "/dev/null", null, "OP_DTL_GNRL_PGYR2023_P01302025.csv", chunks, DateTimeOffset.UnixEpoch, EraCatalog.Find("general-g3"), null);
            var year = silo.Grains.GetYear(2023);
            var watch = Stopwatch.StartNew();
            await year.StartAsync(new IngestRequest("benchmark", [file], new IngestionSettings(), Force: false));
            YearResult? result;
            while ((result = await year.GetResultAsync()) is null) await Task.Delay(PollInterval, cancellation);
            if (result.Outcome != RunOutcome.Succeeded) throw new InvalidOperationException($"The run ended as {result.Outcome}: {result.Error}");
            return watch.Elapsed;
        }
        finally
        {
            lake.Delete(recursive: true);
        }
    }
}
