using System.Text.Json;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Profiles;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Reconciliation.Summaries;
using OpenPayments.Ingestion.Sources;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Runs;

/// <summary>The stages over one lake.</summary>
/// <param name="remote">Needed for sources that are not on this machine.</param>
public sealed class FileStages(IObjectStore store, TimeProvider time, IRemoteSources? remote = null) : IFileStages, IDisposable
{
    private readonly Lander _lander = new(store);
    private readonly ChunkProcessor _processor = new(store);
    private readonly Reconciler _reconciler = new(store);
    private readonly PublicationPublisher _publisher = new(store, time);
    private readonly FileManifests _staged = new(store, isStaged: true);
    private readonly FileProfiles _profiles = new(store);
    private readonly LandedSummaries _summaries = new(store);
    private readonly CertificateIssuer _certificates = new(store, time, Environment.ProcessorCount);

    public string GetSettingsFingerprint(IngestionSettings settings) => WorkFingerprint.OfSettings(settings);

    public Task<LandedFile> LandAsync(SourceFile source, IngestionSettings settings, IProgress<long>? copiedBytes, LandingSlots? slots, CancellationToken cancellation) => Task.Run(
        async () =>
        {
            await _processor.DropDraftsAsync(source.Id);
            if (source.Drift is not null)
                await store.PutAsync(LakeKeys.Drift(source.Id), ToJson(source.Drift), cancellation); // The same for the same file.
            await using var bytes = await SourceOpener.OpenAsync(source.Place, remote, cancellation);
            await using var headStart = slots is null ? null : _processor.TryBeginHeadStart(source, settings, slots);
            var landed = await _lander.LandAsync(source, bytes, settings, copiedBytes, headStart?.Capture, cancellation);
            if (headStart is not null) await headStart.CompleteAsync(landed, cancellation);
            return landed;
        },
        cancellation);

    public Task<ChunkResult> ProcessChunkAsync(LandedFile file, int chunkIndex, IngestionSettings settings, Action? computed, CancellationToken cancellation) =>
        Task.Run(() => _processor.ProcessAsync(file, chunkIndex, settings, cancellation, computed), cancellation);

    public async Task<ValidationReport> ValidateAsync(LandedFile file, IReadOnlyList<ChunkResult> chunks, IngestionSettings settings, CancellationToken cancellation)
    {
        await _processor.DropDraftsAsync(file.Id); // All chunks have ended, here or on other silos.
        var key = LakeKeys.Validation(file.Id);
        var seen = await store.ReadVersionAsync(key, cancellation);
        var seenStaged = await _staged.SeeAsync(file.Id, cancellation);
        var validation = settings.Validation;
        var summaries = await _summaries.ReadAsync(file.Id, validation.Summaries, cancellation);
        var report = await _reconciler.ReconcileAsync(file, chunks, cancellation, [.. ControlTotals.Published, .. validation.Totals, .. summaries.SelectMany(summary => summary.Totals)]);
        var staged = new FileManifest(file, WorkFingerprint.OfSettings(settings), [.. chunks.OrderBy(chunk => chunk.ChunkIndex)], report, IsCurrent: false);
        if (validation.ReadBack)
        {
            var certificate = await _certificates.IssueAsync(new CertificateSubject(staged, SubjectState.Staged, [], RemovedCount: null), validation, cancellation: cancellation);
            report = report with { Verdict = certificate.Statement.Verdict, Checks = certificate.Statement.Checks };
        }

        if (report.Verdict == Verdict.Fail) report = report with { AcceptReason = validation.AcceptReason };
        await _profiles.WriteAsync(staged, cancellation);
        // When somebody else has validated the file since, his words are the newer ones and stay.
        await _staged.TryWriteAsync(staged with { Validation = report }, seenStaged, cancellation);
        await store.ReplaceAsync(key, seen, ToJson(report), cancellation);
        return report;
    }

    public Task<FileManifest> PublishAsync(LandedFile file, IReadOnlyList<ChunkResult> chunks, ValidationReport validation, IngestionSettings settings, string runId, CancellationToken cancellation) =>
        _publisher.PublishAsync(file, chunks, validation, WorkFingerprint.OfSettings(settings), runId, cancellation);

    public void Dispose() => _processor.Dispose();

    private static byte[] ToJson<T>(T document) => JsonSerializer.SerializeToUtf8Bytes(document, LakeJson.Indented);
}
