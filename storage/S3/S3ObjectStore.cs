using System.Runtime.CompilerServices;
using Amazon.S3.Model;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Storage.S3;

/// <summary>
/// A lake in a bucket of Amazon S3 or a server that speaks its protocol. Small objects are one request, larger ones go up in
/// parts; an object is visible when it is whole. Any number of processes may read and write the same lake at once: what must
/// not be overwritten is put on the condition that nobody else has.
/// </summary>
public sealed class S3ObjectStore : IObjectStore, IDisposable
{
    private readonly S3Connection _connection;

    public S3ObjectStore(S3Location location, S3StoreOptions options) => _connection = new S3Connection(location, options);

    public string Location => _connection.Location.ToString();

    internal S3Connection Connection => _connection;

    public async Task<long?> GetLengthAsync(string key, CancellationToken cancellation = default) =>
        (await _connection.HeadAsync(key, _connection.KeyOf(key), cancellation))?.LengthBytes;

    public async Task<byte[]?> ReadAsync(string key, CancellationToken cancellation = default) => (await ReadVersionAsync(key, cancellation))?.Content;

    public Task<ObjectVersion?> ReadVersionAsync(string key, CancellationToken cancellation = default) =>
        _connection.ReadAsync(key, _connection.KeyOf(key), cancellation);

    public async Task<IObjectReader> OpenAsync(string key, CancellationToken cancellation = default) =>
        await S3ObjectReader.OpenAsync(_connection, key, _connection.KeyOf(key), cancellation)
            ?? throw new StoreException($"{key} is missing in the lake {Location}: run the ingest again to write it anew, or restore the lake from a copy.");

    public async Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation = default)
    {
        var fullKey = _connection.KeyOf(key);
        if (content.Length > _connection.Options.PartSizeBytes) await PutInPartsAsync(key, fullKey, content, cancellation);
        else await _connection.RunAsync(key, token => _connection.Client.PutObjectAsync(_connection.Put(fullKey, content, Guid.NewGuid().ToString("N")), token), cancellation);
    }

    public Task<bool> PutIfAbsentAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation = default) =>
        _connection.PutIfAbsentAsync(key, _connection.KeyOf(key), content, cancellation);

    public Task<bool> ReplaceAsync(string key, ObjectVersion? seen, ReadOnlyMemory<byte> content, CancellationToken cancellation = default) => seen is null
        ? PutIfAbsentAsync(key, content, cancellation)
        : _connection.PutIfMatchAsync(key, _connection.KeyOf(key), content, seen.Mark, cancellation);

    public Task<IObjectWriter> CreateAsync(string key, CancellationToken cancellation = default)
    {
        var fullKey = _connection.KeyOf(key);
        return Task.FromResult<IObjectWriter>(new S3ObjectWriter(_connection, key, fullKey));
    }

    public Task DeleteAsync(string key, CancellationToken cancellation = default)
    {
        var request = new DeleteObjectRequest { BucketName = _connection.Bucket, Key = _connection.KeyOf(key) };
        return _connection.RunAsync(key, token => _connection.Client.DeleteObjectAsync(request, token), cancellation);
    }

    public async IAsyncEnumerable<string> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var root = _connection.PrivateKeyOf("");
        await foreach (var entry in _connection.ListAsync(root + prefix, cancellation))
        {
            var key = entry.Key[root.Length..];
            if (!key.StartsWith(ObjectKey.PrivateFolder + '/', StringComparison.Ordinal)) yield return key;
        }
    }

    public void Dispose() => _connection.Dispose();

    private async Task PutInPartsAsync(string key, string fullKey, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var size = _connection.Options.PartSizeBytes;
        var upload = new MultipartUpload(_connection, key, fullKey);
        try
        {
            await upload.StartAsync(cancellation);
            var parts = Enumerable.Range(0, (content.Length + size - 1) / size);
            var options = new ParallelOptions { MaxDegreeOfParallelism = _connection.Options.PartsInFlight, CancellationToken = cancellation };
            await Parallel.ForEachAsync(parts, options, async (index, token) =>
                await upload.UploadPartAsync(index + 1, content.Slice(index * size, Math.Min(size, content.Length - (index * size))), token));
            await upload.CompleteAsync(cancellation);
        }
        catch
        {
            await upload.AbortAsync();
            throw;
        }
    }
}
