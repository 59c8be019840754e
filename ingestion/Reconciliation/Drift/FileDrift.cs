using System.Text.Json;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Reconciliation.Content;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Reconciliation;

/// <summary>
/// Compares a file with its predecessor: the publication before of the same year, or else the newest of the year before. A
/// profile that nobody has kept yet is made from the predecessor's raw file.
/// </summary>
internal sealed class FileDrift(IObjectStore store, int parallelism)
{
    /// <summary>Null when the file has no predecessor in the lake. The findings are written to <c>metadata/drift</c>.</summary>
    public async Task<ContentDrift?> CompareAsync(LandedFile file, DriftThresholds thresholds, CancellationToken cancellation)
    {
        // How many records CMS takes back says nothing about how many it took back before.
        if (file.Id.Kind == Schema.Kind.Removed) return null;
        if (await FindPredecessorAsync(file.Id, cancellation) is not { } predecessor) return null;
        var before = await ReadOrMakeAsync(predecessor, cancellation);
        var now = await ReadOrMakeAsync(file, cancellation);
        var drift = DriftDetector.Compare(before, now, thresholds);
        await store.PutAsync(LakeKeys.ContentDrift(file.Id), JsonSerializer.SerializeToUtf8Bytes(drift, LakeJson.Indented), cancellation);
        return drift;
    }

    private async Task<LandedFile?> FindPredecessorAsync(FileId file, CancellationToken cancellation)
    {
        var manifests = new FileManifests(store);
        var others = (await manifests.ListAsync(cancellation)).Where(other => other.Kind == file.Kind).ToList();
        var predecessor = others.Where(other => other.ProgramYear == file.ProgramYear && other.Publication < file.Publication)
            .Concat(others.Where(other => other.ProgramYear == file.ProgramYear - 1))
            .OrderByDescending(other => other.ProgramYear).ThenByDescending(other => other.Publication)
            .Cast<FileId?>().FirstOrDefault();
        return predecessor is { } found ? (await manifests.ReadAsync(found, cancellation))?.Landed : null;
    }

    private async Task<ContentProfile> ReadOrMakeAsync(LandedFile file, CancellationToken cancellation)
    {
        if (await store.ReadAsync(LakeKeys.ContentProfile(file.Id), cancellation) is { } json)
        {
            try
            {
                if (JsonSerializer.Deserialize<ContentProfile>(json, LakeJson.Options) is { } kept && kept.RawSha256 == file.Sha256) return kept;
            }
            catch (JsonException)
            {
                // Made anew below.
            }
        }

        var made = await MakeAsync(file, cancellation);
        await store.PutAsync(LakeKeys.ContentProfile(file.Id), JsonSerializer.SerializeToUtf8Bytes(made, LakeJson.Indented), cancellation);
        return made;
    }

    private async Task<ContentProfile> MakeAsync(LandedFile file, CancellationToken cancellation)
    {
        var (sums, payments, profile) = (new ContentSums(file.Layout.Columns.Length), new PaymentTally(), new ProfileTally(file));
        var lockedSums = new Lock();
        await Parallel.ForEachAsync(file.Chunks, new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellation }, async (chunk, token) =>
        {
            var (chunkSums, chunkPayments, chunkProfile) = (new ContentSums(file.Layout.Columns.Length), new PaymentTally(), new ProfileTally(file));
            await new ChunkContent(store, file).ReadRawAsync(chunk, chunkSums, chunkPayments, null, token, chunkProfile);
            lock (lockedSums)
            {
                sums.Add(chunkSums);
                payments.Add(chunkPayments);
                profile.Add(chunkProfile);
            }
        });
        return profile.ToProfile(sums, payments);
    }
}
