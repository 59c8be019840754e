using System.Collections.Concurrent;
using System.Collections.Immutable;
using OpenPayments.Ingestion.Audit;
using OpenPayments.Ingestion.Quarantine.Ledger;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Reconciliation.Summaries;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Runs;

/// <summary>What came out of reading the whole lake again.</summary>
/// <param name="Digest">Recomputed from the objects' bytes; see <see cref="LakeDigest"/>.</param>
/// <param name="RecordedDigest">The same from the digests in the manifests.</param>
/// <param name="Orphans">Objects that no manifest and no log knows: left by an interrupted or unfinished run, or superseded by other settings. No failure.</param>
public sealed record LakeVerification(
    string Digest,
    string RecordedDigest,
    long ObjectCount,
    long LengthBytes,
    ImmutableArray<LakeDifference> Differences,
    ImmutableArray<string> Orphans)
{
    public bool IsIntact => Differences.IsEmpty;
}

public sealed record VerifyProgress(long DoneBytes, long TotalBytes);

/// <summary>
/// Reads every part and every raw file of the lake, those of superseded publications included, and compares them with the
/// manifests, and the manifests with the tables' logs. Audit tables and run records are compared with the audit tables' logs.
/// </summary>
public static class LakeVerifier
{
    private static readonly ImmutableArray<string> DataPrefixes = ["raw/", "staging/", "quarantine/", LakeKeys.AllRunRecords, .. AuditTables.All.Select(table => $"{LakeKeys.AuditTable(table.Name)}/")];

    public static async Task<LakeVerification> VerifyAsync(IObjectStore store, IProgress<VerifyProgress>? progress = null, CancellationToken cancellation = default)
    {
        var published = await PublishedLake.ReadAsync(store, cancellation);
        var differences = new ConcurrentBag<LakeDifference>(published.Differences);
        var objects = await FindObjectsAsync(store, published, differences, cancellation);
        var hashes = await HashAsync(store, objects, differences, progress, cancellation);
        return new LakeVerification(
            LakeDigest.Compute(published.Objects.Select(entry => (entry.Key, hashes[entry.Key]))),
            LakeDigest.Compute(published.Objects.Select(entry => (entry.Key, entry.Sha256))),
            objects.Count,
            objects.Sum(entry => entry.LengthBytes),
            [.. differences.Distinct().OrderBy(difference => difference.Key, StringComparer.Ordinal)],
            await FindOrphansAsync(store, objects, cancellation));
    }

    /// <summary>What the tables show, what the manifests of superseded files and the ledgers of quarantines keep as history, and the books of all runs.</summary>
    private static async Task<IReadOnlyCollection<LakeObject>> FindObjectsAsync(
        IObjectStore store, PublishedLake published, ConcurrentBag<LakeDifference> differences, CancellationToken cancellation)
    {
        var objects = published.Objects.ToDictionary(entry => entry.Key);
        var manifests = new FileManifests(store);
        var ledger = new QuarantineLedger(store);
        foreach (var file in await manifests.ListAsync(cancellation))
        {
            try
            {
                var manifest = await manifests.ReadAsync(file, cancellation);
                if (manifest is null) continue;
                objects.TryAdd(manifest.Landed.RawKey, LakeObject.Of(manifest.Landed));
                foreach (var part in manifest.Parts.Concat(manifest.QuarantineParts))
                    objects.TryAdd(part.Key, LakeObject.Of(part));
                foreach (var part in (await ledger.ReadAsync(file, cancellation)).SelectMany(entry => entry.FormerParts))
                    objects.TryAdd(part.Key, part);
                if (await Certificate.FindForgeryAsync(store, file, cancellation) is { } forgery) differences.Add(forgery);
            }
            catch (StoreException failure)
            {
                differences.Add(new LakeDifference(LakeKeys.Manifest(file), failure.Message.TrimEnd('.')));
            }
        }

        try
        {
            foreach (var summary in await new LandedSummaries(store).ListAsync(cancellation))
                objects.TryAdd(summary.RawKey, new LakeObject(summary.RawKey, summary.LengthBytes, summary.Sha256));
        }
        catch (StoreException failure)
        {
            differences.Add(new LakeDifference(LakeKeys.SummaryPrefix, failure.Message.TrimEnd('.')));
        }

        foreach (var table in AuditTables.All) await AddAsync(table);
        return objects.Values;

        async Task AddAsync(AuditTable table)
        {
            try
            {
                if (await table.Open(store).ReadSnapshotAsync(cancellation: cancellation) is not { } snapshot) return;
                foreach (var entry in AuditObjects.Of(snapshot)) objects.TryAdd(entry.Key, entry);
            }
            catch (StoreException failure)
            {
                differences.Add(new LakeDifference(LakeKeys.AuditTable(table.Name), failure.Message.TrimEnd('.')));
            }
        }
    }

    /// <summary>The biggest objects first: one that is started last would leave the other cores idle.</summary>
    private static async Task<ConcurrentDictionary<string, string>> HashAsync(
        IObjectStore store, IReadOnlyCollection<LakeObject> objects, ConcurrentBag<LakeDifference> differences, IProgress<VerifyProgress>? progress, CancellationToken cancellation)
    {
        var hashes = new ConcurrentDictionary<string, string>();
        var totalBytes = objects.Sum(entry => entry.LengthBytes);
        var doneBytes = 0L;
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation };
        await Parallel.ForEachAsync(objects.OrderByDescending(entry => entry.LengthBytes), options, async (entry, _) =>
        {
            var (sha256, problem) = await CheckAsync(store, entry, ReportBytes, cancellation);
            hashes[entry.Key] = sha256;
            if (problem is not null) differences.Add(new LakeDifference(entry.Key, problem));
        });
        return hashes;

        void ReportBytes(int count) => progress?.Report(new VerifyProgress(Interlocked.Add(ref doneBytes, count), totalBytes));
    }

    private static async Task<(string Sha256, string? Problem)> CheckAsync(IObjectStore store, LakeObject expected, Action<int> reportBytes, CancellationToken cancellation)
    {
        try
        {
            if (await store.GetLengthAsync(expected.Key, cancellation) is null) return ("missing", "it is missing");
            using var reader = await store.OpenAsync(expected.Key, cancellation);
            var sha256 = ObjectHash.Compute(reader, reportBytes, cancellation);
            if (reader.LengthBytes != expected.LengthBytes) return (sha256, $"it has changed: it is {reader.LengthBytes} bytes long instead of {expected.LengthBytes}");
            return (sha256, sha256 == expected.Sha256 ? null : $"it has changed: its SHA-256 is {sha256} instead of {expected.Sha256}");
        }
        catch (StoreException failure)
        {
            return ("unreadable", failure.Message.TrimEnd('.'));
        }
    }

    private static async Task<ImmutableArray<string>> FindOrphansAsync(IObjectStore store, IReadOnlyCollection<LakeObject> objects, CancellationToken cancellation)
    {
        var known = objects.Select(entry => entry.Key).ToHashSet();
        var orphans = ImmutableArray.CreateBuilder<string>();
        foreach (var prefix in DataPrefixes)
            await foreach (var key in store.ListAsync(prefix, cancellation))
                if (!known.Contains(key) && !key.Contains("/_delta_log/", StringComparison.Ordinal))
                    orphans.Add(key);
        orphans.Sort(StringComparer.Ordinal);
        return orphans.ToImmutable();
    }
}
