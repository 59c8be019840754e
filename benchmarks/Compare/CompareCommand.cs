using System.CommandLine;
using System.Globalization;
using OpenPayments.Benchmarks.DuckDb;
using OpenPayments.Benchmarks.Generate;
using OpenPayments.Benchmarks.Options;
using OpenPayments.Generator;

namespace OpenPayments.Benchmarks.Compare;

/// <summary><c>ingest-vs-duckdb</c>: one generated file, all contenders, in turns.</summary>
public static class CompareCommand
{
    private const string EraId = "general-g3";

    public static Command Create()
    {
        var fileOptions = new GeneratedFileOptions();
        var threads = new Option<int>("--threads") { Description = "Threads that each contender may use.", DefaultValueFactory = _ => Environment.ProcessorCount };
        var rounds = new Option<int>("--rounds") { Description = "How often each contender runs.", DefaultValueFactory = _ => 5 };
        var work = new WorkOption();
        var only = new Option<string[]>("--only") { Description = "Only these contenders.", AllowMultipleArgumentsPerToken = true };
        var save = new SaveOption();
        only.AcceptOnlyFromAmong([.. Contenders().Select(contender => contender.Id)]);
        var command = new Command("ingest-vs-duckdb", "Measure ingestion beside DuckDB's COPY and Polars' sink on the same generated file with the same threads.") { threads, rounds, work, only, save };
        fileOptions.AddTo(command);
        command.SetAction(result =>
        {
            var chosen = Contenders().Where(contender => result.GetValue(only) is not { Length: > 0 } ids || ids.Contains(contender.Id));
            var comparison = Run(
                result.GetValue(save) ?? "ingest-vs-duckdb", fileOptions.Read(result), result.GetValue(threads), result.GetValue(rounds), [.. chosen], work.FolderOf(result));
            save.Publish(result, Report.ToMarkdown(comparison), comparison);
        });
        return command;
    }

    private static Comparison Run(string name, GeneratorOptions options, int threads, int rounds, List<Contender> contenders, string folder)
    {
        if (options.Layout.EraId != EraId) throw new NotSupportedException($"The rules are written in SQL for {EraId} files only.");
        contenders.RemoveAll(IsMissing);
        if (contenders.Count == 0) throw new InvalidOperationException("There is no contender left to measure: see above what to install.");
        var machine = Machine.Describe();
        var workload = Workload.Generate(options, folder, threads);
        var runs = RunInTurns(contenders, workload, folder, rounds);
        var file = new FileFigures(workload.File.FileName, EraId, options.Quoting.ToString(), options.Seed, workload.File.LengthBytes, workload.File.RecordCount, workload.File.BadCount);
        return new Comparison(
            name, Repository.CommandLine, DateTimeOffset.UtcNow, machine, file, threads, rounds,
            [.. contenders.Select(contender => ContenderFigures.Of(contender, runs[contender.Id], file))]);
    }

    private static bool IsMissing(Contender contender)
    {
        if (contender.Prepare() is not { } missing) return false;
        Console.Error.WriteLine($"{contender.Title} is left out: {missing}");
        return true;
    }

    private static IEnumerable<Contender> Contenders() =>
    [
        new IngestContender(),
        new DuckDbContender("duckdb-plain", "DuckDB COPY, typed, no rules", DuckDbMode.Plain),
        new DuckDbContender("duckdb-plain-warm", "DuckDB COPY, typed, no rules, warm", DuckDbMode.Plain, isWarm: true),
        new DuckDbContender("duckdb-two-passes-warm", "DuckDB COPY, rules and split, two passes, warm", DuckDbMode.TwoPasses, isWarm: true),
        new DuckDbContender("duckdb-partitioned-warm", "DuckDB COPY, rules and split, one partitioned pass, warm", DuckDbMode.Partitioned, isWarm: true),
        new PolarsContender("polars-plain", "typed, no rules", hasRules: false),
        new PolarsContender("polars-two-passes", "rules and split, two passes", hasRules: true),
        new ChunksContender(),
    ];

    private static Dictionary<string, List<Measurement>> RunInTurns(List<Contender> contenders, Workload workload, string folder, int rounds)
    {
        var output = Path.Combine(folder, "output");
        var runs = contenders.ToDictionary(contender => contender.Id, _ => new List<Measurement>());
        for (var round = 1; round <= rounds; round++)
        {
            foreach (var contender in contenders)
            {
                if (Directory.Exists(output)) Directory.Delete(output, recursive: true);
                Directory.CreateDirectory(output);
                var run = contender.Run(workload, output);
                runs[contender.Id].Add(run);
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"round {round}: {contender.Title}: {run.Seconds:F2} s, {workload.File.LengthBytes / 1e6 / run.Seconds:F0} MB/s, " +
                    $"CPU {run.CpuSeconds:F2} s, {(run.StolenSeconds is { } stolen ? $"stolen {stolen:F2} s, " : "")}peak {run.PeakBytes >> 20:N0} MiB, output {run.OutputBytes / 1e6:F1} MB"));
            }
        }

        Directory.Delete(output, recursive: true);
        return runs;
    }
}
