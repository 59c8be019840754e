using System.Collections.Concurrent;
using OpenPayments.Ingestion.Sources;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Storage.S3;

/// <summary>Sources in buckets, such as <c>s3://bucket/key.csv</c> or all under <c>s3://bucket/prefix/</c>, read in ranges where they are.</summary>
public sealed class S3Sources(S3StoreOptions options) : IRemoteSources, IDisposable
{
    private readonly ConcurrentDictionary<string, S3Connection> _buckets = new(StringComparer.Ordinal);

    public bool Knows(string location) => S3Location.IsOne(location);

    public async Task<IReadOnlyList<RemoteFile>> ListAsync(string location, CancellationToken cancellation = default)
    {
        var (connection, key) = Resolve(location);
        if (key.Length > 0 && !location.EndsWith('/') && await FindAsync(location, cancellation) is { } file) return [file];
        var files = new List<RemoteFile>();
        await foreach (var entry in connection.ListAsync(key.Length == 0 ? "" : $"{key}/", cancellation))
            if (!entry.Key.EndsWith('/')) // What consoles make to show an empty folder.
                files.Add(new RemoteFile($"{S3Location.Scheme}{connection.Bucket}/{entry.Key}", entry.Size ?? 0, ToSecond(entry.LastModified ?? default(DateTimeOffset))));
        return files;
    }

    public async Task<RemoteFile?> FindAsync(string location, CancellationToken cancellation = default)
    {
        var (connection, key) = Resolve(location);
        return await connection.HeadAsync(key, key, cancellation) is { } head ? new RemoteFile(location, head.LengthBytes, ToSecond(head.ModifiedAt)) : null;
    }

    public async Task<IObjectReader> OpenAsync(string location, CancellationToken cancellation = default)
    {
        var (connection, key) = Resolve(location);
        return await S3ObjectReader.OpenAsync(connection, key, key, cancellation)
            ?? throw new StoreException($"{location} is not there any more: put it back, or start again without it.");
    }

    public void Dispose()
    {
        foreach (var connection in _buckets.Values) connection.Dispose();
    }

    private (S3Connection Connection, string Key) Resolve(string location)
    {
        var place = S3Location.Parse(location);
        return (_buckets.GetOrAdd(place.Bucket, bucket => new S3Connection(new S3Location(bucket, ""), options)), place.Path);
    }

    /// <summary>A listing may say it more finely than the object itself does.</summary>
    private static DateTimeOffset ToSecond(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}
