using OpenPayments.Benchmarks.Chunks;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Parquet;
using OpenPayments.Ingestion.Rules;
using OpenPayments.Storage.Local;

namespace OpenPayments.Benchmarks.Limits;

/// <summary>What each stage of an ingest takes on one thread once the program is warm.</summary>
internal static class StageTimes
{
    public static async Task<IReadOnlyList<Rate>> MeasureAsync(string path, string folder, CancellationToken cancellation)
    {
        var store = new LocalObjectStore(Path.Combine(folder, "lake"));
        var settings = new IngestionSettings();
        var file = await SourceLanding.FindAsync(path, cancellation);
        LandedFile landed = null!;
        var land = await Timing.RateAsync("land: copy, SHA-256, records and chunk boundaries", file.LengthBytes, async () =>
        {
            if (landed is not null) await store.DeleteAsync(landed.RawKey, cancellation);
            landed = await SourceLanding.LandAsync(store, file, cancellation);
        });

        using var raw = await store.OpenAsync(landed.RawKey, cancellation);
        using var writer = new EncodedPartWriter(settings.Codec);
        var engine = new ChunkEngine(landed, RuleSet.Default);
        var build = Timing.Rate("read, scan, types, all rules", file.LengthBytes, () => landed.Chunks.Sum(chunk => engine.Run(raw, chunk, cancellation).RecordCount));
        var encode = Timing.Rate("the same, and Parquet with zstd", file.LengthBytes, () => landed.Chunks.Sum(chunk => Encode(engine.Run(raw, chunk, cancellation), writer)));
        using var processor = new ChunkProcessor(store);
        var whole = await Timing.RateAsync("the same, and profiles, quarantine, digests, files", file.LengthBytes, async () =>
        {
            foreach (var chunk in landed.Chunks) await processor.ProcessAsync(landed, chunk.Index, settings, cancellation);
        });
        return [land, build, encode, whole];
    }

    private static long Encode(ChunkRows rows, EncodedPartWriter writer) => writer.Write(rows.Columns, rows.RowCount).Bytes.Length;
}
