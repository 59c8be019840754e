using System.CommandLine;
using System.Globalization;
using System.Text;
using OpenPayments.Benchmarks.Chunks;
using OpenPayments.Benchmarks.Compare;
using OpenPayments.Benchmarks.Generate;
using OpenPayments.Benchmarks.Options;
using OpenPayments.Generator;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Profiles;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Storage.Local;

namespace OpenPayments.Benchmarks.Profiles;

/// <summary>
/// <c>profile-cost</c>: every chunk of one generated file with its profile and without, one right after the other within one
/// process, so that a slow spell of the machine falls on both. CPU seconds are compared, not the clock's.
/// </summary>
public static class ProfileCostCommand
{
    private const double WantedShare = 0.10;

    public static Command Create()
    {
        var fileOptions = new GeneratedFileOptions();
        var rounds = new Option<int>("--rounds") { Description = "How often each chunk is measured.", DefaultValueFactory = _ => 9 };
        var save = new SaveOption();
        var command = new Command("profile-cost", "Measure what profiles add to the ingest of a generated file.") { rounds, save };
        fileOptions.AddTo(command);
        command.SetAction(async (result, cancellation) =>
        {
            var folder = Directory.CreateTempSubdirectory("openpayments-benchmarks-");
            try
            {
                save.Publish(result, await RunAsync(fileOptions.Read(result), folder.FullName, result.GetValue(rounds), cancellation));
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        });
        return command;
    }

    private static async Task<string> RunAsync(GeneratorOptions options, string folder, int rounds, CancellationToken cancellation)
    {
        var machine = Machine.Describe();
        var file = FileGenerator.Generate(options, folder);
        var store = new LocalObjectStore(Path.Combine(folder, "lake"));
        var source = await SourceLanding.FindAsync(Path.Combine(folder, file.FileName), cancellation);
        LandedFile landed = null!;
        var landing = await MeasureAsync(async () => landed = await SourceLanding.LandAsync(store, source, cancellation));
        using ChunkProcessor with = new(store), without = new(store, takesProfiles: false);
        var results = new ChunkResult[landed.Chunks.Length];
        var measured = new List<Round>();
        for (var round = 0; round <= rounds; round++)
        {
            double withSeconds = 0, withoutSeconds = 0;
            foreach (var chunk in landed.Chunks)
            {
                // Who comes second finds the raw bytes in the cache: it is each in turn.
                var isWithFirst = (round + chunk.Index) % 2 == 0;
                if (!isWithFirst) withoutSeconds += await MeasureAsync(() => without.ProcessAsync(landed, chunk.Index, new IngestionSettings(), cancellation));
                withSeconds += await MeasureAsync(async () => results[chunk.Index] = await with.ProcessAsync(landed, chunk.Index, new IngestionSettings(), cancellation));
                if (isWithFirst) withoutSeconds += await MeasureAsync(() => without.ProcessAsync(landed, chunk.Index, new IngestionSettings(), cancellation));
            }

            var report = await new Reconciler(store).ReconcileAsync(landed, results, cancellation);
            var merging = await MeasureAsync(() => new FileProfiles(store).WriteAsync(new FileManifest(landed, "", [.. results], report, IsCurrent: false), cancellation));
            if (round > 0) measured.Add(new Round(withoutSeconds, withSeconds, merging)); // The first is the compiler's.
        }

        return Describe(machine, file, options, landed, landing, measured, SketchBytes(store, landed));
    }

    private static async Task<double> MeasureAsync(Func<Task> actAsync)
    {
        GC.Collect();
        var before = Environment.CpuUsage.TotalTime;
        await actAsync();
        return (Environment.CpuUsage.TotalTime - before).TotalSeconds;
    }

    private static long SketchBytes(LocalObjectStore store, LandedFile landed) =>
        new DirectoryInfo(store.PathOf("metadata/profiles")).EnumerateFiles("*.sketches", SearchOption.AllDirectories).Sum(file => file.Length) / landed.Chunks.Length;

    private static string Describe(Machine machine, GeneratedFile file, GeneratorOptions options, LandedFile landed, double landing, List<Round> rounds, long sketchBytes)
    {
        double ofChunks = Median.Of(rounds.Select(round => round.Added / round.Without)), ofIngest = Median.Of(rounds.Select(round => round.Added / (landing + round.Without)));
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Cost of profiles\n\n{machine}.\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{file.FileName}, {options.Layout.EraId}, seed {options.Seed}: {file.LengthBytes:N0} bytes, {file.RecordCount:N0} records, {landed.Layout.Columns.Length} columns, {landed.Chunks.Length} chunks, measured {DateTimeOffset.UtcNow:yyyy-MM-dd}. ");
        text.Append(CultureInfo.InvariantCulture, $"Each chunk with its profile and without, one after the other, {rounds.Count} rounds after one to warm up.\n\n");
        text.Append("| | CPU s of every round | median |\n|---|---|--:|\n");
        AppendRow("chunks without profiles", round => round.Without);
        AppendRow("chunks with profiles", round => round.With);
        AppendRow("merging into the file's profile", round => round.Merging);
        text.Append(CultureInfo.InvariantCulture, $"\nProfiles add {ofChunks:P1} to the work on chunks (by round {string.Join(' ', rounds.Select(round => (100 * round.Added / round.Without).ToString("F1", CultureInfo.InvariantCulture)))}), ");
        text.Append(CultureInfo.InvariantCulture, $"{ofIngest:P1} to that and the landing together ({landing:F2} s); wanted below {WantedShare:P0}: {(ofIngest < WantedShare ? "reached" : "missed")}. Sketches take {sketchBytes / 1000.0:N0} kB a chunk.\n");
        return text.Append(CultureInfo.InvariantCulture, $"\n```\n{Repository.CommandLine}\n```\n").ToString();

        void AppendRow(string title, Func<Round, double> secondsOf) => text.Append(CultureInfo.InvariantCulture,
            $"| {title} | {string.Join(' ', rounds.Select(round => secondsOf(round).ToString("F2", CultureInfo.InvariantCulture)))} | {Median.Of(rounds.Select(secondsOf)):F2} |\n");
    }

    /// <summary>CPU seconds of one round.</summary>
    private sealed record Round(double Without, double With, double Merging)
    {
        public double Added => With + Merging - Without;
    }
}
