using System.Collections.Concurrent;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Sources;

namespace OpenPayments.Ingestion.Runs.Replay;

/// <summary>The real stages, but that a file is cut into the chunks that its run recorded. What landing finds today is kept for comparison.</summary>
public sealed class ReplayStages(IFileStages stages, IEnumerable<RunFile> files) : IFileStages
{
    private readonly Dictionary<FileId, LandedFile> _recorded = files.ToDictionary(file => file.Source.Id, file => file.Landed!);
    private readonly ConcurrentDictionary<FileId, LandedFile> _found = [];

    /// <summary>As landing finds a file today; null when the replay did not come so far.</summary>
    public LandedFile? FindLanded(FileId file) => _found.GetValueOrDefault(file);

    public string GetSettingsFingerprint(IngestionSettings settings) => stages.GetSettingsFingerprint(settings);

    public async Task<LandedFile> LandAsync(SourceFile source, IngestionSettings settings, IProgress<long>? copiedBytes, LandingSlots? slots, CancellationToken cancellation)
    {
        var landed = await stages.LandAsync(source, settings, copiedBytes, slots, cancellation);
        _found[source.Id] = landed;
        return landed with { Chunks = _recorded[source.Id].Chunks };
    }

    public Task<ChunkResult> ProcessChunkAsync(LandedFile file, int chunkIndex, IngestionSettings settings, Action? computed, CancellationToken cancellation) =>
        stages.ProcessChunkAsync(file, chunkIndex, settings, computed, cancellation);

    public Task<ValidationReport> ValidateAsync(LandedFile file, IReadOnlyList<ChunkResult> chunks, IngestionSettings settings, CancellationToken cancellation) =>
        stages.ValidateAsync(file, chunks, settings, cancellation);

    public Task<FileManifest> PublishAsync(LandedFile file, IReadOnlyList<ChunkResult> chunks, ValidationReport validation, IngestionSettings settings, string runId, CancellationToken cancellation) =>
        stages.PublishAsync(file, chunks, validation, settings, runId, cancellation);
}
