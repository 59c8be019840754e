using System.Collections.Concurrent;
using System.Collections.Immutable;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Sources;

namespace OpenPayments.Grains.Tests.Support;

/// <summary>Stages without bytes: they note that they were called, and do what the test puts in their way.</summary>
internal sealed class FakeStages : IFileStages, IRunRecorder
{
    private readonly ConcurrentQueue<string> _calls = new();

    public int ChunkCount { get; init; } = 4;

    public string SettingsFingerprint { get; set; } = "v1";

    public Func<FileId, CancellationToken, Task> OnLand { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>What landing does with the slots that it is handed.</summary>
    public Func<LandingSlots?, CancellationToken, Task> OnSlots { get; set; } = (_, _) => Task.CompletedTask;

    public Func<ChunkId, CancellationToken, Task> OnChunk { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>What a chunk waits for once it needs no slot any more.</summary>
    public Func<ChunkId, CancellationToken, Task> OnStore { get; set; } = (_, _) => Task.CompletedTask;

    public Func<FileId, CancellationToken, Task> BeforeValidate { get; set; } = (_, _) => Task.CompletedTask;

    public Func<FileId, Verdict> OnValidate { get; set; } = _ => Verdict.Pass;

    public Func<FileId, CancellationToken, Task> OnPublish { get; set; } = (_, _) => Task.CompletedTask;

    public Func<RunRecord, CancellationToken, Task> OnRecord { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>What has been recorded, once for each time.</summary>
    public ConcurrentQueue<RunRecord> Records { get; } = new();

    /// <summary>In the order in which the work ended: <c>land 2023/2025-01-30/general</c>, <c>chunk …/00003</c>, <c>validate …</c>, <c>publish …</c>.</summary>
    public IReadOnlyList<string> Calls => [.. _calls];

    public IEnumerable<string> CallsOf(string stage) => Calls.Where(call => call.StartsWith(stage + " ", StringComparison.Ordinal));

    public string GetSettingsFingerprint(IngestionSettings settings) => $"{SettingsFingerprint}-{settings.ChunkSizeBytes}-{settings.Codec}";

    public async Task<LandedFile> LandAsync(SourceFile source, IngestionSettings settings, IProgress<long>? copiedBytes, LandingSlots? slots, CancellationToken cancellation)
    {
        await OnLand(source.Id, cancellation);
        await OnSlots(slots, cancellation);
        copiedBytes?.Report(source.LengthBytes);
        _calls.Enqueue($"land {source.Id}");
        return Samples.Landed(source, ChunkCount);
    }

    public async Task<ChunkResult> ProcessChunkAsync(LandedFile file, int chunkIndex, IngestionSettings settings, Action? computed, CancellationToken cancellation)
    {
        var id = new ChunkId(file.Id, chunkIndex);
        await OnChunk(id, cancellation);
        computed?.Invoke();
        await OnStore(id, cancellation);
        _calls.Enqueue($"chunk {id}");
        return Samples.Result(file, chunkIndex);
    }

    public async Task<ValidationReport> ValidateAsync(LandedFile file, IReadOnlyList<ChunkResult> chunks, IngestionSettings settings, CancellationToken cancellation)
    {
        Assert.Equal(Enumerable.Range(0, file.Chunks.Length), chunks.Select(chunk => chunk.ChunkIndex));
        await BeforeValidate(file.Id, cancellation);
        var verdict = OnValidate(file.Id);
        _calls.Enqueue($"validate {file.Id}");
        return new ValidationReport(
            verdict,
            file.RecordCount,
            chunks.Sum(chunk => chunk.AcceptedCount),
            chunks.Sum(chunk => chunk.QuarantinedCount),
            [new AmountTotals("amount", 10 * chunks.Count, chunks.Count, 0)],
            ImmutableSortedDictionary<string, long>.Empty,
            [new ValidationCheck("rows", verdict, verdict == Verdict.Fail ? "3 rows are missing." : "all there")]);
    }

    public async Task<FileManifest> PublishAsync(LandedFile file, IReadOnlyList<ChunkResult> chunks, ValidationReport validation, IngestionSettings settings, string runId, CancellationToken cancellation)
    {
        Assert.Equal(file.Chunks.Length, chunks.Count);
        await OnPublish(file.Id, cancellation);
        _calls.Enqueue($"publish {file.Id}");
        return new FileManifest(file, GetSettingsFingerprint(settings), [.. chunks], validation, IsCurrent: true);
    }

    public async Task RecordAsync(RunRecord run, CancellationToken cancellation = default)
    {
        await OnRecord(run, cancellation);
        Records.Enqueue(run);
    }
}
