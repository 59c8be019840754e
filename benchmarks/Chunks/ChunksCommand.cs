using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using OpenPayments.Benchmarks.Generate;
using OpenPayments.Generator;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Sources;
using OpenPayments.Storage.Local;

namespace OpenPayments.Benchmarks.Chunks;

/// <summary>
/// <c>chunks</c>: the chunk engine and the part writer alone, once the program is warm. The file is landed beforehand, and the
/// first chunks are processed once without the clock.
/// </summary>
public static class ChunksCommand
{
    private const long WarmUpBytes = 1L << 30;

    public static Command Create()
    {
        var input = new Argument<FileInfo>("CSV");
        var output = new Argument<DirectoryInfo>("OUT");
        var threads = new Option<int>("--threads") { DefaultValueFactory = _ => Environment.ProcessorCount };
        var fileOptions = new GeneratedFileOptions();
        var command = new Command("chunks", "Process a generated file's chunks; prints seconds and CPU seconds.") { input, output, threads };
        fileOptions.AddTo(command);
        command.SetAction((result, cancellation) =>
            RunAsync(fileOptions.Read(result), result.GetRequiredValue(input), result.GetRequiredValue(output).FullName, result.GetValue(threads), cancellation));
        return command;
    }

    private static async Task RunAsync(GeneratorOptions options, FileInfo csv, string folder, int threads, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var store = new LocalObjectStore(folder);
        var settings = new IngestionSettings();
        var id = new FileId(options.ProgramYear, options.Publication, options.Layout.Kind);
        var source = new SourceFile(id, csv.FullName, null, csv.Name, csv.Length, csv.LastWriteTimeUtc, options.Layout, null);
        await using var bytes = csv.OpenRead();
        var landed = await new Lander(store).LandAsync(source, bytes, settings, null, cancellation);

        using var processor = new ChunkProcessor(store);
        await ProcessAsync(landed.Chunks.TakeWhile(chunk => chunk.OffsetBytes < WarmUpBytes));
        var cpu = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        await ProcessAsync(landed.Chunks);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{watch.Elapsed.TotalSeconds:F3} {(Environment.CpuUsage.TotalTime - cpu).TotalSeconds:F3}"));

        Task ProcessAsync(IEnumerable<ChunkRange> chunks) => Parallel.ForEachAsync(
            chunks,
            new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation },
            async (chunk, token) => await processor.ProcessAsync(landed, chunk.Index, settings, token));
    }
}
