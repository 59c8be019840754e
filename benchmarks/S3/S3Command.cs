using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using OpenPayments.Benchmarks.Chunks;
using OpenPayments.Benchmarks.Compare;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Storage;

namespace OpenPayments.Benchmarks.S3;

/// <summary>
/// <c>s3 FILE --lake A --lake B</c>: the same source into lakes in different stores, such as a folder and a bucket: what the store itself
/// writes and reads, then landing and ingest.
/// </summary>
public static class S3Command
{
    private const string Key = "raw/benchmark";

    public static Command Create()
    {
        var source = new Argument<string>("FILE") { Description = "An Open Payments file, such as `generate` makes." };
        var lakes = new Option<string[]>("--lake") { Description = "A folder or s3://bucket/prefix, empty before; may be given again.", Required = true };
        var command = new Command("s3", "Measure lakes in S3 beside lakes in folders.") { source, lakes };
        command.SetAction(async (result, cancellation) =>
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Machine.Describe()}.\n\n| lake | put MB/s | get MB/s | land MB/s | ingest MB/s |\n|:--|--:|--:|--:|--:|"));
            foreach (var lake in result.GetRequiredValue(lakes))
                Console.WriteLine(await MeasureAsync(lake, result.GetRequiredValue(source), cancellation));
        });
        return command;
    }

    private static async Task<string> MeasureAsync(string lake, string path, CancellationToken cancellation)
    {
        var store = ObjectStores.Open(lake);
        var file = await SourceLanding.FindAsync(path, cancellation);
        var put = await TimeAsync(file.LengthBytes, () => ObjectCopy.PutAsync(store, Key, PiecesOf(file.Path), cancellation));
        var get = await TimeAsync(file.LengthBytes, () => ObjectCopy.GetAsync(store, Key, cancellation));
        await store.DeleteAsync(Key, cancellation);

        using var stages = new FileStages(store, TimeProvider.System);
        var settings = new IngestionSettings();
        LandedFile landed = null!;
        var land = await TimeAsync(file.LengthBytes, async () => landed = await stages.LandAsync(file, settings, null, null, cancellation));
        var ingest = await TimeAsync(file.LengthBytes, async () =>
        {
            var results = new ChunkResult[landed.Chunks.Length];
            await Parallel.ForEachAsync(landed.Chunks, cancellation, async (chunk, token) => results[chunk.Index] = await stages.ProcessChunkAsync(landed, chunk.Index, settings, null, token));
            var validation = await stages.ValidateAsync(landed, results, settings, cancellation);
            await stages.PublishAsync(landed, results, validation, settings, "benchmark", cancellation);
        });
        return string.Create(CultureInfo.InvariantCulture, $"| {store.Location} | {put:F0} | {get:F0} | {land:F0} | {ingest:F0} |");
    }

    private static IEnumerable<ReadOnlyMemory<byte>> PiecesOf(string path)
    {
        using var bytes = File.OpenRead(path);
        var buffer = new byte[ObjectCopy.PieceBytes];
        for (int count; (count = bytes.Read(buffer)) > 0;) yield return buffer.AsMemory(0, count);
    }

    private static async Task<double> TimeAsync(long bytes, Func<Task> actAsync)
    {
        var started = Stopwatch.GetTimestamp();
        await actAsync();
        return bytes / 1e6 / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
