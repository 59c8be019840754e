using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Sources;

namespace OpenPayments.Ingestion.Runs;

/// <summary>
/// The life of one file, stage by stage: land → process chunks → validate → publish. Grains decide when; these do the
/// work. Every stage is idempotent: asked again with the same input it leaves the same bytes under the same keys.
/// Methods that work for long run their loops on the thread pool, so that a caller on a grain scheduler is not blocked.
/// </summary>
public interface IFileStages
{
    /// <summary>
    /// Of everything but the input that shapes the bytes: rules, severities, codec, chunk size, writer version. What was done
    /// under another fingerprint has to be done again.
    /// </summary>
    string GetSettingsFingerprint(IngestionSettings settings);

    /// <summary>
    /// Copies the source untouched to the raw zone unless it is there already, and finds hash, record count and chunks in the same pass.
    /// Throws <see cref="InputException"/> when another file has been landed under the same id.
    /// </summary>
    /// <param name="copiedBytes">Told the bytes read so far.</param>
    /// <param name="slots">For chunks that are computed while their file still lands; null when landing has the only slot.</param>
    Task<LandedFile> LandAsync(SourceFile source, IngestionSettings settings, IProgress<long>? copiedBytes, LandingSlots? slots, CancellationToken cancellation);

    /// <summary>Reads one chunk from the raw zone and writes its part with the sketches of its columns, and its quarantine part.</summary>
    /// <param name="computed">Called once the chunk only waits for the store: what it took of cores and memory may go to the next one.</param>
    Task<ChunkResult> ProcessChunkAsync(LandedFile file, int chunkIndex, IngestionSettings settings, Action? computed, CancellationToken cancellation);

    /// <summary>
    /// Proves that the chunks account for every record that landing counted, and when the settings say so that the parts hold what
    /// the raw file does, cell by cell. Writes the report to <c>metadata/validations</c>, what it speaks of to <c>metadata/staged</c>, and what its columns
    /// hold to <c>metadata/profiles</c>.
    /// </summary>
    Task<ValidationReport> ValidateAsync(LandedFile file, IReadOnlyList<ChunkResult> chunks, IngestionSettings settings, CancellationToken cancellation);

    /// <summary>
    /// Makes the file's parts the current ones of its (year, kind) in one atomic commit a table, unless a newer publication is current already.
    /// </summary>
    /// <param name="runId">The run that publishes; manifest and commit name it.</param>
    Task<FileManifest> PublishAsync(LandedFile file, IReadOnlyList<ChunkResult> chunks, ValidationReport validation, IngestionSettings settings, string runId, CancellationToken cancellation);
}
