using System.Security.Cryptography;
using System.Text.Json;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Sources;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Reconciliation.Summaries;

/// <param name="RawKey">The untouched bytes in the lake.</param>
/// <param name="Sha256">Lower-case hex.</param>
public sealed record LandedSummary(SummaryIdentity Identity, string RawKey, long LengthBytes, string Sha256);

/// <summary>The summary files that the lake keeps, untouched like everything in its raw zone, to be held against payments at any time.</summary>
public sealed class LandedSummaries(IObjectStore store)
{
    private const int BufferBytes = 1 << 20;

    /// <summary>Copies a summary file to the raw zone. Throws <see cref="InputException"/> when another one has been landed under its name.</summary>
    public async Task<LandedSummary> LandAsync(SummarySource source, IRemoteSources? remote = null, CancellationToken cancellation = default)
    {
        var identity = source.Identity;
        var rawKey = LakeKeys.RawSummary(identity.Publication, identity.FileName);
        await using var bytes = await SourceOpener.OpenAsync(source.Place, remote, cancellation);
        await using var writer = await store.GetLengthAsync(rawKey, cancellation) is null ? await store.CreateAsync(rawKey, cancellation) : null;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferBytes];
        for (int length; (length = await bytes.ReadAsync(buffer, cancellation)) > 0;)
        {
            hash.AppendData(buffer, 0, length);
            if (writer is not null) await writer.WriteAsync(buffer.AsMemory(0, length), cancellation);
        }

        var landed = new LandedSummary(identity, rawKey, source.Place.LengthBytes, Convert.ToHexStringLower(hash.GetHashAndReset()));
        if (writer is null || !await writer.CommitIfAbsentAsync(cancellation)) await ThrowUnlessSameAsync(source, landed, cancellation);
        await store.PutAsync(LakeKeys.Summary(identity.Publication, identity.FileName), JsonSerializer.SerializeToUtf8Bytes(landed, LakeJson.Indented), cancellation);
        return landed;
    }

    /// <summary>All of them, in order of key.</summary>
    public async Task<IReadOnlyList<LandedSummary>> ListAsync(CancellationToken cancellation = default)
    {
        var landed = new List<LandedSummary>();
        await foreach (var key in store.ListAsync(LakeKeys.SummaryPrefix, cancellation))
            if (await store.ReadAsync(key, cancellation) is { } json)
                landed.Add(Parse(key, json));
        return [.. landed.OrderBy(summary => summary.RawKey, StringComparer.Ordinal)];
    }

    /// <summary>The summary files that speak of a file.</summary>
    /// <param name="brought">Beside those in the lake.</param>
    public async Task<IReadOnlyList<SummaryFile>> ReadAsync(FileId file, IEnumerable<SummarySource> brought, CancellationToken cancellation = default)
    {
        var files = new List<SummaryFile>();
        var landed = await ListAsync(cancellation);
        foreach (var summary in landed.Where(summary => IsWanted(summary.Identity)))
        {
            var sha256 = await ObjectHash.ComputeAsync(store, summary.RawKey, cancellation);
            if (sha256 != summary.Sha256)
                throw new StoreException($"{summary.RawKey} in the lake {store.Location} is not the summary file that was landed: its SHA-256 is {sha256}, landed was {summary.Sha256}. Delete it and ingest CMS's file again.");
            using var raw = new RemoteStream(await store.OpenAsync(summary.RawKey, cancellation));
            files.Add(SummaryFile.Read(summary.Identity, raw));
        }

        foreach (var summary in brought.Where(summary => IsWanted(summary.Identity) && landed.All(known => known.Identity != summary.Identity)))
        {
            await using var bytes = await SourceOpener.OpenAsync(summary.Place, null, cancellation);
            files.Add(SummaryFile.Read(summary.Identity, bytes));
        }

        return [.. files.Where(summary => summary.Claims.Any(claim => claim.ProgramYear == file.ProgramYear))];

        bool IsWanted(SummaryIdentity identity) => identity.Publication == file.Publication && (identity.ProgramYear ?? file.ProgramYear) == file.ProgramYear;
    }

    private async Task ThrowUnlessSameAsync(SummarySource source, LandedSummary landed, CancellationToken cancellation)
    {
        var sha256 = await ObjectHash.ComputeAsync(store, landed.RawKey, cancellation);
        if (sha256 != landed.Sha256)
            throw new InputException($"{source.Place.Location} (SHA-256 {landed.Sha256}) is another file than the {landed.RawKey} (SHA-256 {sha256}) that the lake {store.Location} has of that name. What CMS has published does not change: keep the one that CMS published, and move the other out of the way.");
    }

    private LandedSummary Parse(string key, byte[] json) =>
        LakeJson.Parse<LandedSummary>(store, key, json, "delete it and ingest the summary file again");
}
