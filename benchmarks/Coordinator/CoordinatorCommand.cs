using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using OpenPayments.Benchmarks.Compare;
using OpenPayments.Benchmarks.Options;
using OpenPayments.GrainInterfaces;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Sources;

namespace OpenPayments.Benchmarks.Coordinator;

/// <summary>
/// <c>coordinator</c>: what a chunk costs beyond its work. Runs a year in a silo of this process, with stages that do nothing:
/// once with few chunks and once with many. The difference is what the chunks cost. State is in SQLite, as in the embedded mode,
/// or in DynamoDB, as in a cluster.
/// </summary>
public static class CoordinatorCommand
{
    private const int FewChunks = 10;
    private const int WarmUpChunks = 3_000;
    private const double WantedMilliseconds = 5;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(2);

    public static Command Create()
    {
        var chunks = new Option<int[]>("--chunks") { Description = "Chunks of the larger run; may be given again.", DefaultValueFactory = _ => [1_000] };
        var state = new Option<StateKind>("--state") { Description = "Where grain state is kept; DynamoDb is DynamoDB Local." };
        var rounds = new Option<int>("--rounds") { Description = "How often both runs are made.", DefaultValueFactory = _ => 5 };
        var parallelism = new Option<int>("--parallelism") { Description = "Chunks worked on at a time.", DefaultValueFactory = _ => Environment.ProcessorCount };
        var save = new SaveOption();
        var command = new Command("coordinator", "Measure the coordinator's cost per chunk with stages that do nothing.") { chunks, state, rounds, parallelism, save };
        command.SetAction(async (result, cancellation) =>
        {
            save.Publish(result, await RunAsync(result.GetRequiredValue(chunks), result.GetValue(state), result.GetValue(rounds), result.GetValue(parallelism), cancellation));
        });
        return command;
    }

    private static async Task<string> RunAsync(int[] sizes, StateKind state, int rounds, int parallelism, CancellationToken cancellation)
    {
        var machine = Machine.Describe();
        await using var silos = await CoordinatorSilos.StartAsync(state, parallelism, cancellation);
        // The first run is the compiler's, and that of the database's own.
        await RunYearAsync(silos, WarmUpChunks, cancellation);
        var report = new StringBuilder();
        report.Append(CultureInfo.InvariantCulture, $"# Coordinator\n\n{machine}.\n\n");
        report.Append(CultureInfo.InvariantCulture, $"A year of one general file, {parallelism} chunks at a time, stages that do nothing, state in {state}. A chunk's cost is the difference to a run with {FewChunks} chunks.\n\n");
        report.Append(CultureInfo.InvariantCulture, $"| chunks | ms a chunk, every round | median | wanted |\n|--:|---|--:|---|\n");
        foreach (var chunks in sizes)
        {
            var costs = new List<double>();
            for (var round = 1; round <= rounds; round++)
            {
                var few = await RunYearAsync(silos, FewChunks, cancellation);
                var many = await RunYearAsync(silos, chunks, cancellation);
                costs.Add((many - few).TotalMilliseconds / (chunks - FewChunks));
            }

            var median = costs.Order().ElementAt(rounds / 2);
            report.Append(CultureInfo.InvariantCulture, $"| {chunks} | {string.Join(' ', costs.Select(cost => cost.ToString("F2", CultureInfo.InvariantCulture)))} | {median:F2} | below {WantedMilliseconds}: {(median < WantedMilliseconds ? "reached" : "missed")} |\n");
        }

        return report.Append(CultureInfo.InvariantCulture, $"\n```\n{Repository.CommandLine}\n```\n").ToString();
    }

    private static async Task<TimeSpan> RunYearAsync(CoordinatorSilos silos, int chunks, CancellationToken cancellation)
    {
        await using var silo = await silos.StartSiloAsync(chunks, cancellation);
        return await RunYearAsync(silo.Grains, chunks, cancellation);
    }

    internal static async Task<TimeSpan> RunYearAsync(IGrainFactory grains, int chunks, CancellationToken cancellation)
    {
        var id = new FileId(2023, new DateOnly(2025, 1, 30), Kind.General);
        var file = new SourceFile(id, "/dev/null", null, "OP_DTL_GNRL_PGYR2023_P01302025.csv", chunks, DateTimeOffset.UnixEpoch, EraCatalog.Find("general-g3"), null);
        var year = grains.GetYear(2023);
        var watch = Stopwatch.StartNew();
        await year.StartAsync(new IngestRequest("benchmark", [file], new IngestionSettings(), Force: false));
        YearResult? result;
        while ((result = await year.GetResultAsync()) is null) await Task.Delay(PollInterval, cancellation);
        if (result.Outcome != RunOutcome.Succeeded) throw new InvalidOperationException($"The run ended as {result.Outcome}: {result.Error}");
        return watch.Elapsed;
    }
}
