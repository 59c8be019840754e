using System.Collections.Immutable;
using System.Security.Cryptography;
using OpenPayments.Ingestion.Audit;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Lineage;
using OpenPayments.Ingestion.Stores;
using OpenPayments.Ingestion.Tables;

namespace OpenPayments.Ingestion.Runs;

/// <summary>
/// Completes a run's record from the landings and manifests that it left in the lake, where thousands of chunks stand without
/// weighing on anybody's state, writes it, and enters it in the audit tables.
/// </summary>
public sealed class RunRecorder(IObjectStore store, TimeProvider time) : IRunRecorder
{
    private readonly AuditLog _audit = new(store, time);
    private readonly FileManifests _published = new(store);
    private readonly FileManifests _staged = new(store, isStaged: true);

    public async Task RecordAsync(RunRecord run, CancellationToken cancellation = default)
    {
        // Everything else is made from the record as it is in the lake, so that it says the same whoever goes on after a crash.
        var record = await RunRecords.ReadAsync(store, run.ProgramYear, run.RunId, cancellation)
            ?? await RunRecords.WriteAsync(store, await CompleteAsync(run, cancellation), cancellation);
        await LineageLog.WriteAsync(store, record, cancellation);
        await _audit.AppendAsync(AuditEntries.Of(record), cancellation);
    }

    private async Task<RunRecord> CompleteAsync(RunRecord run, CancellationToken cancellation)
    {
        var files = ImmutableArray.CreateBuilder<RunFile>();
        foreach (var file in run.Files) files.Add(await CompleteAsync(file, cancellation));
        return run with { Files = files.ToImmutable() };
    }

    private async Task<RunFile> CompleteAsync(RunFile file, CancellationToken cancellation)
    {
        if (file.Outcome is RunFile.Published or RunFile.Unchanged)
        {
            var (manifest, seen) = await _published.ReadVersionAsync(file.Source.Id, cancellation);
            if (manifest is null) throw Missing(LakeKeys.Manifest(file.Source.Id));
            var chunks = file.Outcome == RunFile.Published ? manifest.Chunks.Select(RunChunk.Of) : [];
            return file with { Landed = manifest.Landed, Chunks = [.. chunks], Publication = await DescribeAsync(manifest, seen!.Content, cancellation) };
        }

        if (file.Validation is not null)
        {
            var manifest = await _staged.ReadAsync(file.Source.Id, cancellation) ?? throw Missing(LakeKeys.Staged(file.Source.Id));
            return file with { Landed = manifest.Landed, Chunks = [.. manifest.Chunks.Select(RunChunk.Of)] };
        }

        return file.LandedAt is null ? file : file with { Landed = await ReadLandingAsync(LakeKeys.Landing(file.Source.Id), cancellation) };
    }

    private async Task<RunPublication> DescribeAsync(FileManifest manifest, byte[] json, CancellationToken cancellation)
    {
        var file = manifest.Landed.Id;
        return new RunPublication(
            manifest.RunId, manifest.IsCurrent, LakeKeys.Manifest(file), Convert.ToHexStringLower(SHA256.HashData(json)),
            await FindVersionAsync(Zone.Staging), await FindVersionAsync(Zone.Quarantine));

        async Task<long?> FindVersionAsync(Zone zone) =>
            (await LakeTables.Open(store, zone, file.Kind).ReadSnapshotAsync(cancellation: cancellation)) is { } table && table.PublicationVersions.TryGetValue(file, out var version) ? version : null;
    }

    private async Task<LandedFile> ReadLandingAsync(string key, CancellationToken cancellation)
    {
        var json = await store.ReadAsync(key, cancellation) ?? throw Missing(key);
        return LakeJson.Parse<LandedFile>(store, key, json, "delete it and run the same command again; it is made anew from the source");
    }

    private StoreException Missing(string key) => new($"{key} is missing from the lake {store.Location}, although the run wrote it: restore it from a copy of the lake, or ingest the file again with --force.");
}
