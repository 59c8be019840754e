using System.Collections.Immutable;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Sources;

namespace OpenPayments.Benchmarks.Coordinator;

/// <summary>Stages that take no time and touch no file, so that what is left is coordination. Results are as large as real ones.</summary>
internal sealed class EmptyStages(int chunkCount) : IFileStages, IRunRecorder
{
    private const long ChunkBytes = 64 << 20, RecordsPerChunk = 110_000;
    private static readonly string Sha256 = new('a', 64);

    public string GetSettingsFingerprint(IngestionSettings settings) => WorkFingerprint.OfSettings(settings);

    public Task<LandedFile> LandAsync(SourceFile source, IngestionSettings settings, IProgress<long>? copiedBytes, LandingSlots? slots, CancellationToken cancellation)
    {
        var chunks = Enumerable.Range(0, chunkCount).Select(index => new ChunkRange(index, index * ChunkBytes, ChunkBytes, 1 + index * RecordsPerChunk, RecordsPerChunk));
        return Task.FromResult(new LandedFile(
            source.Id, LakeKeys.Raw(source.Id, source.FileName), Sha256, chunkCount * ChunkBytes, chunkCount * RecordsPerChunk, 0, TextEncoding.Utf8, source.Layout, [.. chunks]));
    }

    public Task<ChunkResult> ProcessChunkAsync(LandedFile file, int chunkIndex, IngestionSettings settings, Action? computed, CancellationToken cancellation)
    {
        var statistics = file.Layout.Columns.Select(column => new ColumnStatistics(column.Name, RecordsPerChunk / 2, "01/01/2023", "12/31/2023"));
        var part = new PartObject(LakeKeys.Part(Zone.Staging, new ChunkId(file.Id, chunkIndex), Sha256[..16]), ChunkBytes / 12, Sha256, RecordsPerChunk, [.. statistics]);
        return Task.FromResult(new ChunkResult(
            chunkIndex, RecordsPerChunk, RecordsPerChunk, 0, [new AmountTotals("total_amount_of_payment_usdollars", 1_000_000, 0, 0)],
            ImmutableSortedDictionary<string, long>.Empty, part, null));
    }

    public Task<ValidationReport> ValidateAsync(LandedFile file, IReadOnlyList<ChunkResult> chunks, IngestionSettings settings, CancellationToken cancellation) =>
        Task.FromResult(new ValidationReport(Verdict.Pass, file.RecordCount, file.RecordCount, 0, [], ImmutableSortedDictionary<string, long>.Empty, []));

    public Task<FileManifest> PublishAsync(LandedFile file, IReadOnlyList<ChunkResult> chunks, ValidationReport validation, IngestionSettings settings, string runId, CancellationToken cancellation) =>
        Task.FromResult(new FileManifest(file, GetSettingsFingerprint(settings), [.. chunks], validation, IsCurrent: true));

    public Task RecordAsync(RunRecord run, CancellationToken cancellation = default) => Task.CompletedTask;
}
