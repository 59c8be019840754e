using System.Collections.Immutable;
using System.Globalization;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Stores;
using OpenPayments.Ingestion.Tables;

namespace OpenPayments.Ingestion.Runs;

/// <summary>
/// Makes one file's parts the current ones of its (year, kind): manifest → quarantine → rows. The rows' commit is the moment
/// of publication. The quarantine goes first so that whoever sees a publication's rows also finds what was rejected of it; in
/// between, a reader has the old rows beside the new quarantine, whose file hash tells them apart. After a crash anywhere,
/// publishing again does what is left.
/// </summary>
public sealed class PublicationPublisher(IObjectStore store, TimeProvider time)
{
    private readonly FileManifests _manifests = new(store);

    /// <param name="chunks">Of all chunks of the file, in any order; their parts are in the store.</param>
    /// <param name="settingsFingerprint">See <see cref="FileManifest"/>.</param>
    /// <param name="runId">See <see cref="FileManifest"/>.</param>
    public async Task<FileManifest> PublishAsync(
        LandedFile file, IReadOnlyList<ChunkResult> chunks, ValidationReport validation, string settingsFingerprint, string? runId = null, CancellationToken cancellation = default)
    {
        var manifest = new FileManifest(file, settingsFingerprint, [.. chunks.OrderBy(chunk => chunk.ChunkIndex)], validation, IsCurrent: true, runId);
        ThrowUnlessPublishable(manifest);

        // Seen before the tables are looked at: whoever publishes from here on makes the write below fail.
        var seen = await _manifests.SeeAsync(file.Id, cancellation);
        var rows = LakeTables.Open(store, Zone.Staging, file.Id.Kind, time);
        var shown = (await rows.ReadSnapshotAsync(cancellation: cancellation))?.CurrentOf(file.Id.ProgramYear);
        var isPublished = shown is null || shown.File.Publication <= file.Id.Publication;
        if (isPublished)
        {
            if (!await _manifests.TryWriteAsync(manifest, seen, cancellation)) throw Overtaken(file.Id);
            await CommitAsync(manifest, rows, isRevision: shown?.File == file.Id, cancellation);
        }

        manifest = await WriteCurrencyAsync(manifest, rows, isPublished, cancellation);
        await MarkSupersededAsync(rows, file.Id.ProgramYear, cancellation);
        return manifest;
    }

    /// <summary>Says in the manifest what the tables show of it. What they show is asked after the manifest was seen, so that no older word replaces a newer one.</summary>
    /// <param name="isWritten">This manifest has been written already; another one in its place is another process's.</param>
    private async Task<FileManifest> WriteCurrencyAsync(FileManifest manifest, DeltaTable rows, bool isWritten, CancellationToken cancellation)
    {
        while (true)
        {
            var seen = await _manifests.SeeAsync(manifest.Landed.Id, cancellation);
            if (isWritten && _manifests.Parse(manifest.Landed.Id, seen?.Content)?.SettingsFingerprint != manifest.SettingsFingerprint) throw Overtaken(manifest.Landed.Id);
            var snapshot = await rows.ReadSnapshotAsync(cancellation: cancellation);
            manifest = manifest with { IsCurrent = snapshot!.CurrentOf(manifest.Landed.Id.ProgramYear)!.File == manifest.Landed.Id };
            if (await _manifests.TryWriteAsync(manifest, seen, cancellation)) return manifest;
        }
    }

    private StoreException Overtaken(FileId file) => new(
        $"Another process has published {file} in the lake {store.Location} while this one did: run the same command again.");

    /// <param name="isRevision">
    /// The tables show this publication already, with other content: rows go first then, so that a record which moves between the two
    /// is for a moment in both, and never in neither.
    /// </param>
    private async Task CommitAsync(FileManifest manifest, DeltaTable rows, bool isRevision, CancellationToken cancellation)
    {
        var file = manifest.Landed.Id;
        var info = Describe(manifest);
        // An empty quarantine is committed too: the one of the publication before has to go.
        var quarantine = LakeTables.Open(store, Zone.Quarantine, file.Kind, time);
        if (isRevision) await CommitRowsAsync();
        await quarantine.ReplaceYearAsync(file, [.. manifest.QuarantineParts], TableSchemas.Quarantine, info, cancellation);
        if (!isRevision) await CommitRowsAsync();

        Task CommitRowsAsync() => rows.ReplaceYearAsync(file, [.. manifest.Parts], TableSchemas.Staging(manifest.Landed.Layout), info, cancellation);
    }

    /// <summary>The log remembers every publication that was ever current; none but the shown one may still say that it is.</summary>
    private async Task MarkSupersededAsync(DeltaTable rows, int programYear, CancellationToken cancellation)
    {
        var snapshot = await rows.ReadSnapshotAsync(cancellation: cancellation);
        var shown = snapshot!.CurrentOf(programYear)!.File;
        var earlier = snapshot.Publications.Select(publication => publication.File)
            .Where(file => file.ProgramYear == programYear && file.Publication < shown.Publication)
            .Distinct();
        foreach (var file in earlier)
        {
            while (true)
            {
                var (manifest, seen) = await _manifests.ReadVersionAsync(file, cancellation);
                if (manifest is not { IsCurrent: true }) break;
                if (await _manifests.TryWriteAsync(manifest with { IsCurrent = false }, seen, cancellation)) break;
            }
        }
    }

    private static void ThrowUnlessPublishable(FileManifest manifest)
    {
        if (!manifest.Validation.MayBePublished)
            throw new InvalidOperationException($"{manifest.Landed.Id} failed its validation, so it must not be published.");
        if (!manifest.Chunks.Select(chunk => chunk.ChunkIndex).SequenceEqual(manifest.Landed.Chunks.Select(chunk => chunk.Index)))
            throw new InvalidOperationException($"{manifest.Landed.Id} has {manifest.Landed.Chunks.Length} chunks, of which not each has exactly one result.");
    }

    private static ImmutableSortedDictionary<string, string> Describe(FileManifest manifest)
    {
        var info = new Dictionary<string, string>
        {
            ["publication"] = manifest.Landed.Id.Publication.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["program_year"] = manifest.Landed.Id.ProgramYear.ToString(CultureInfo.InvariantCulture),
            ["kind"] = manifest.Landed.Id.Kind.Code,
            ["source_sha256"] = manifest.Landed.Sha256,
            ["settings_fingerprint"] = manifest.SettingsFingerprint,
            ["accepted_count"] = manifest.Validation.AcceptedCount.ToString(CultureInfo.InvariantCulture),
            ["quarantined_count"] = manifest.Validation.QuarantinedCount.ToString(CultureInfo.InvariantCulture),
        };
        if (manifest.Validation.AcceptReason is { } reason) info["accepted_in_spite_of_failed_validation"] = reason;
        if (manifest.RunId is { } runId) info["run_id"] = runId;
        return info.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }
}
