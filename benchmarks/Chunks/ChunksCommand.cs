using System.CommandLine;
using OpenPayments.Benchmarks.Compare;
using OpenPayments.Grains.Stages;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Silo;
using OpenPayments.Storage.Local;

namespace OpenPayments.Benchmarks.Chunks;

/// <summary>
/// <c>chunks</c>: the chunk engine and the part writer alone, once the program is warm. The file is landed beforehand.
/// </summary>
public static class ChunksCommand
{
    private const long WarmUpBytes = 1L << 30;

    public static Command Create()
    {
        var input = new Argument<FileInfo>("CSV");
        var output = new Argument<DirectoryInfo>("OUT");
        var threads = new Option<int>("--threads") { DefaultValueFactory = _ => Environment.ProcessorCount };
        var command = new Command("chunks", "Process a generated file's chunks; prints seconds, CPU seconds and managed bytes allocated.") { input, output, threads };
        command.SetAction((result, cancellation) =>
            RunAsync(result.GetRequiredValue(input).FullName, result.GetRequiredValue(output).FullName, result.GetValue(threads), cancellation));
        return command;
    }

    private static async Task RunAsync(string path, string folder, int threads, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var store = new LocalObjectStore(folder);
        var settings = new IngestionSettings();
        var landed = await SourceLanding.LandAsync(store, await SourceLanding.FindAsync(path, cancellation), cancellation);
        using var processor = new ChunkProcessor(store);
        using var slots = new ChunkSlots(threads);
        ThreadRoom.Reserve(threads);
        await WarmWork.MeasureAsync(() => ProcessAsync(landed.Chunks.TakeWhile(chunk => chunk.OffsetBytes < WarmUpBytes)), () => ProcessAsync(landed.Chunks));

        Task ProcessAsync(IEnumerable<ChunkRange> chunks) => SlottedChunks.RunAsync(
            slots, chunks, (chunk, freeSlot) => Task.Run(() => processor.ProcessAsync(landed, chunk.Index, settings, cancellation, freeSlot), cancellation), cancellation);
    }
}
