using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using OpenPayments.Benchmarks.Chunks;
using OpenPayments.Benchmarks.Compare;
using OpenPayments.Benchmarks.Options;
using OpenPayments.Grains.Stages;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Sources;
using OpenPayments.Silo;
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
        var save = new SaveOption();
        var command = new Command("s3", "Measure lakes in S3 beside lakes in folders.") { source, lakes, save };
        command.SetAction(async (result, cancellation) =>
        {
            var file = await SourceLanding.FindAsync(result.GetRequiredValue(source), cancellation);
            var text = new StringBuilder();
            text.Append(CultureInfo.InvariantCulture, $"# Lakes in S3 and in folders\n\n{Machine.Describe()}.\n\n{file.FileName}: {file.LengthBytes:N0} bytes, measured once each, {DateTimeOffset.UtcNow:yyyy-MM-dd}.\n\n");
            text.Append("| lake | put MB/s | get MB/s | land MB/s | ingest MB/s | whole MB/s |\n|:--|--:|--:|--:|--:|--:|\n");
            foreach (var lake in result.GetRequiredValue(lakes))
                text.Append(await MeasureAsync(lake, file, cancellation));
            save.Publish(result, text.Append(CultureInfo.InvariantCulture, $"\n```\ndotnet run -c Release --project benchmarks -- s3 FILE --lake FOLDER --lake s3://BUCKET/PREFIX --save s3\n```\n").ToString());
        });
        return command;
    }

    private static async Task<string> MeasureAsync(string lake, SourceFile file, CancellationToken cancellation)
    {
        var store = ObjectStores.Open(lake);
        var put = await TimeAsync(() => ObjectCopy.PutAsync(store, Key, PiecesOf(file.Path), cancellation));
        var get = await TimeAsync(() => ObjectCopy.GetAsync(store, Key, cancellation));
        await store.DeleteAsync(Key, cancellation);

        using var stages = new FileStages(store, TimeProvider.System);
        using var slots = new ChunkSlots(Environment.ProcessorCount);
        ThreadRoom.Reserve(slots.Count);
        var settings = new IngestionSettings();
        LandedFile landed = null!;
        var land = await TimeAsync(async () =>
        {
            using var slot = await slots.TakeAsync(cancellation);
            landed = await stages.LandAsync(file, settings, null, new LandingSlots(slots.TakeAsync, slots.Count, IsAlone: true), cancellation);
        });
        var ingest = await TimeAsync(async () =>
        {
            var results = await SlottedChunks.RunAsync(slots, landed.Chunks, (chunk, freeSlot) => stages.ProcessChunkAsync(landed, chunk.Index, settings, freeSlot, cancellation), cancellation);
            var validation = await stages.ValidateAsync(landed, results, settings, cancellation);
            await stages.PublishAsync(landed, results, validation, settings, "benchmark", cancellation);
        });
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {(ObjectStores.IsRemote(lake) ? "S3" : "folder")} | {Speed(put)} | {Speed(get)} | {Speed(land)} | {Speed(ingest)} | {Speed(land + ingest)} |\n");

        string Speed(TimeSpan time) => (file.LengthBytes / 1e6 / time.TotalSeconds).ToString("F0", CultureInfo.InvariantCulture);
    }

    private static IEnumerable<ReadOnlyMemory<byte>> PiecesOf(string path)
    {
        using var bytes = File.OpenRead(path);
        var buffer = new byte[ObjectCopy.PieceBytes];
        for (int count; (count = bytes.Read(buffer)) > 0;) yield return buffer.AsMemory(0, count);
    }

    private static async Task<TimeSpan> TimeAsync(Func<Task> actAsync)
    {
        var started = Stopwatch.GetTimestamp();
        await actAsync();
        return Stopwatch.GetElapsedTime(started);
    }
}
