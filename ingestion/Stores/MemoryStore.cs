using System.Collections.Concurrent;

namespace OpenPayments.Ingestion.Stores;

/// <summary>A store that ends with the process, for small objects that nobody is to keep.</summary>
public sealed class MemoryStore : IObjectStore
{
    public ConcurrentDictionary<string, byte[]> Objects { get; } = new(StringComparer.Ordinal);

    public string Location => "memory";

    public Task<long?> GetLengthAsync(string key, CancellationToken cancellation = default) => Task.FromResult<long?>(Find(key)?.Length);

    public Task<byte[]?> ReadAsync(string key, CancellationToken cancellation = default) => Task.FromResult(Find(key));

    public Task<IObjectReader> OpenAsync(string key, CancellationToken cancellation = default) => Find(key) is { } bytes
        ? Task.FromResult<IObjectReader>(new MemoryReader(bytes))
        : Task.FromException<IObjectReader>(new StoreException($"{key} does not exist."));

    public Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation = default)
    {
        Objects[key] = content.ToArray();
        return Task.CompletedTask;
    }

    public Task<bool> PutIfAbsentAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation = default) =>
        Task.FromResult(Objects.TryAdd(key, content.ToArray()));

    public Task<ObjectVersion?> ReadVersionAsync(string key, CancellationToken cancellation = default) =>
        Task.FromResult(Find(key) is { } bytes ? new ObjectVersion(bytes, Mark: "") : null);

    /// <summary>Every version is an array of its own, so the content seen is its own mark.</summary>
    public Task<bool> ReplaceAsync(string key, ObjectVersion? seen, ReadOnlyMemory<byte> content, CancellationToken cancellation = default) =>
        seen is null ? PutIfAbsentAsync(key, content, cancellation) : Task.FromResult(Objects.TryUpdate(key, content.ToArray(), seen.Content));

    public Task<IObjectWriter> CreateAsync(string key, CancellationToken cancellation = default) => Task.FromResult<IObjectWriter>(new Writer(this, key));

    public Task DeleteAsync(string key, CancellationToken cancellation = default)
    {
        Objects.TryRemove(key, out _);
        return Task.CompletedTask;
    }

    public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellation = default) =>
        Objects.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).ToAsyncEnumerable();

    private byte[]? Find(string key) => Objects.GetValueOrDefault(key);

    private sealed class Writer(MemoryStore store, string key) : IObjectWriter
    {
        private readonly MemoryStream _bytes = new();

        public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation = default)
        {
            _bytes.Write(bytes.Span);
            return ValueTask.CompletedTask;
        }

        public Task<bool> CommitIfAbsentAsync(CancellationToken cancellation = default) => store.PutIfAbsentAsync(key, _bytes.ToArray(), cancellation);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
