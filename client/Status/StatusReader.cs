using System.Collections.Immutable;
using OpenPayments.Client.Lakes;
using OpenPayments.GrainInterfaces;
using OpenPayments.GrainInterfaces.States;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Client.Status;

/// <summary>Reads manifests and grain state beside a process that may be writing them; starts nothing and takes no lock.</summary>
public static class StatusReader
{
    public static async Task<StatusReport> ReadAsync(LakeConnection connection, int? programYear, CancellationToken cancellation)
    {
        var (store, writer) = (connection.Store, connection.FindWriter());
        var runs = (await ReadRunsAsync(connection, writer is not null, cancellation)).Where(run => programYear is null || run.ProgramYear == programYear);
        var published = await ReadPublishedAsync(store, programYear, cancellation);
        var (digest, error) = await ReadDigestAsync(store, cancellation);
        return new StatusReport(
            store.Location,
            digest,
            error,
            writer,
            published,
            [.. runs]);
    }

    private static async Task<ImmutableArray<PublishedFileReport>> ReadPublishedAsync(IObjectStore store, int? programYear, CancellationToken cancellation)
    {
        var manifests = new FileManifests(store);
        var reports = ImmutableArray.CreateBuilder<PublishedFileReport>();
        foreach (var file in await manifests.ListAsync(cancellation))
            if (programYear is null || file.ProgramYear == programYear)
                if (await manifests.ReadAsync(file, cancellation) is { } manifest)
                    reports.Add(Describe(manifest));
        return reports.ToImmutable();
    }

    private static PublishedFileReport Describe(FileManifest manifest)
    {
        var (landed, validation) = (manifest.Landed, manifest.Validation);
        return new PublishedFileReport(
            landed.Id.ToString(), landed.Id.ProgramYear, landed.Id.Publication, landed.Id.Kind, manifest.IsCurrent,
            landed.Layout.EraId, landed.Encoding, landed.RawKey, landed.Sha256, landed.LengthBytes,
            validation.ScannedCount, validation.AcceptedCount, validation.QuarantinedCount, validation.Amounts, validation.FindingCounts, validation.Verdict, validation.Checks,
            manifest.Parts.Count(), manifest.Parts.Sum(part => part.LengthBytes),
            manifest.QuarantineParts.Count(), manifest.QuarantineParts.Sum(part => part.LengthBytes));
    }

    private static async Task<List<FileRunReport>> ReadRunsAsync(LakeConnection connection, bool hasWriter, CancellationToken cancellation)
    {
        return [.. (await connection.ReadFilesAsync(null, cancellation))
            .Where(file => file.State is { Work: not null, Outcome: not (FileOutcome.Published or FileOutcome.Unchanged) })
            .Select(file => Describe(file.Id, file.State, hasWriter && file.State.Outcome is null, file.ModifiedAt))
            .OrderBy(run => run.ProgramYear).ThenBy(run => run.Publication).ThenBy(run => run.Kind)];
    }

    private static FileRunReport Describe(FileId id, FileState state, bool isRunning, DateTimeOffset modifiedAt) => new(
        id.ToString(), id.ProgramYear, id.Publication, id.Kind, state.Work!.Source.Location,
        state.Stage, state.Outcome, isRunning, state.Work.Source.LengthBytes, state.ProcessedBytes, state.ChunkCount, state.FinishedChunkCount,
        state.AcceptedCount, state.QuarantinedCount, state.StartedAt, modifiedAt, state.Error);

    /// <summary>None for an empty lake: the digest of nothing would only look like something.</summary>
    private static async Task<(string? Digest, string? Error)> ReadDigestAsync(IObjectStore store, CancellationToken cancellation)
    {
        try
        {
            var lake = await PublishedLake.ReadAsync(store, cancellation);
            return (lake.Objects.IsEmpty ? null : LakeDigest.Of(lake, store.Location), null);
        }
        catch (StoreException e)
        {
            return (null, e.Message);
        }
    }
}
