using System.Security.Cryptography;
using System.Text;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Runs;

/// <summary>
/// One SHA-256 for everything that the lake shows: over the lines <c>key TAB sha256 LF</c>, in order of key, of every part
/// in the current tables and of the raw files they came from. The tables' logs are left out: they tell the history, and
/// that depends on what was asked when, while the content depends on the input alone.
/// </summary>
public static class LakeDigest
{
    /// <summary>From the digests that the manifests keep: fast, and right as long as nobody changed an object.</summary>
    public static async Task<string> ReadAsync(IObjectStore store, CancellationToken cancellation = default) =>
        Of(await PublishedLake.ReadAsync(store, cancellation), store.Location);

    /// <summary>The same for a lake whose tables and manifests have been read already.</summary>
    /// <param name="location">Names the lake when it is not whole.</param>
    public static string Of(PublishedLake lake, string location)
    {
        if (lake.Differences.FirstOrDefault() is { } difference)
            throw new StoreException($"The lake {location} is not whole: {difference} Run the ingest again to complete it, and verify for the full list.");
        return Compute(lake.Objects.Select(entry => (entry.Key, entry.Sha256)));
    }

    public static string Compute(IEnumerable<(string Key, string Sha256)> objects)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (key, sha256) in objects.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            hash.AppendData(Encoding.UTF8.GetBytes($"{key}\t{sha256}\n"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
