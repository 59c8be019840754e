using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Sources;
using OpenPayments.Storage;

namespace OpenPayments.Silo;

/// <summary>The stages of a silo among others: the path of a source was found on the user's machine, which need not be this one.</summary>
internal sealed class SharedSourceStages(IFileStages stages, string siloName) : IFileStages
{
    public string GetSettingsFingerprint(IngestionSettings settings) => stages.GetSettingsFingerprint(settings);

    public Task<LandedFile> LandAsync(SourceFile source, IngestionSettings settings, IProgress<long>? copiedBytes, LandingSlots? slots, CancellationToken cancellation) =>
        ObjectStores.IsRemote(source.Path) || File.Exists(source.Path)
            ? stages.LandAsync(source, settings, copiedBytes, slots, cancellation)
            : throw new InputException($"The silo {siloName} on host {Environment.MachineName} does not see {source.Path}: put the source on S3 and name it s3://bucket/path, or on a disk that every silo has under this path.");

    public Task<ChunkResult> ProcessChunkAsync(LandedFile file, int chunkIndex, IngestionSettings settings, Action? computed, CancellationToken cancellation) =>
        stages.ProcessChunkAsync(file, chunkIndex, settings, computed, cancellation);

    public Task<ValidationReport> ValidateAsync(LandedFile file, IReadOnlyList<ChunkResult> chunks, IngestionSettings settings, CancellationToken cancellation) =>
        stages.ValidateAsync(file, chunks, settings, cancellation);

    public Task<FileManifest> PublishAsync(LandedFile file, IReadOnlyList<ChunkResult> chunks, ValidationReport validation, IngestionSettings settings, string runId, CancellationToken cancellation) =>
        stages.PublishAsync(file, chunks, validation, settings, runId, cancellation);
}
