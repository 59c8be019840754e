using System.Collections.Concurrent;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Tests.TestSupport;

/// <summary>A lake in memory, and a witness: it counts writers that are open, and can be made to fail.</summary>
internal sealed class MemoryObjectStore : IObjectStore
{
    public ConcurrentDictionary<string, byte[]> Objects { get; } = new(StringComparer.Ordinal);

    /// <summary>Writers that were neither committed nor disposed.</summary>
    public int OpenWriterCount => _openWriterCount;

    /// <summary>Called with the key before an object becomes visible; may throw, or play another process.</summary>
    public Action<string>? BeforeCommit { get; set; }

    /// <summary>How often an object was opened to be read.</summary>
    public int OpenedCount => _openedCount;

    private int _openedCount;

    private int _openWriterCount;

    public string Location => "memory";

    public Task<long?> GetLengthAsync(string key, CancellationToken cancellation = default) =>
        Task.FromResult(Objects.TryGetValue(key, out var bytes) ? bytes.Length : (long?)null);

    public Task<byte[]?> ReadAsync(string key, CancellationToken cancellation = default) =>
        Task.FromResult(Objects.TryGetValue(key, out var bytes) ? bytes : null);

    public Task<IObjectReader> OpenAsync(string key, CancellationToken cancellation = default)
    {
        Interlocked.Increment(ref _openedCount);
        return Objects.TryGetValue(key, out var bytes)
            ? Task.FromResult<IObjectReader>(new Reader(bytes))
            : Task.FromException<IObjectReader>(new StoreException($"{key} does not exist."));
    }

    public Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation = default)
    {
        BeforeCommit?.Invoke(key);
        Objects[key] = content.ToArray();
        return Task.CompletedTask;
    }

    public Task<bool> PutIfAbsentAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation = default)
    {
        BeforeCommit?.Invoke(key);
        return Task.FromResult(Objects.TryAdd(key, content.ToArray()));
    }

    public Task<ObjectVersion?> ReadVersionAsync(string key, CancellationToken cancellation = default) =>
        Task.FromResult(Objects.TryGetValue(key, out var bytes) ? new ObjectVersion(bytes, Convert.ToBase64String(bytes)) : null);

    public Task<bool> ReplaceAsync(string key, ObjectVersion? seen, ReadOnlyMemory<byte> content, CancellationToken cancellation = default)
    {
        if (seen is null) return PutIfAbsentAsync(key, content, cancellation);
        BeforeCommit?.Invoke(key);
        return Task.FromResult(Objects.TryGetValue(key, out var bytes) && bytes.AsSpan().SequenceEqual(seen.Content) && Objects.TryUpdate(key, content.ToArray(), bytes));
    }

    public Task<IObjectWriter> CreateAsync(string key, CancellationToken cancellation = default)
    {
        Interlocked.Increment(ref _openWriterCount);
        return Task.FromResult<IObjectWriter>(new Writer(this, key));
    }

    public Task DeleteAsync(string key, CancellationToken cancellation = default)
    {
        Objects.TryRemove(key, out _);
        return Task.CompletedTask;
    }

    public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellation = default) =>
        Objects.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).ToAsyncEnumerable();

    private sealed class Reader(byte[] bytes) : IObjectReader
    {
        public long LengthBytes => bytes.Length;

        public int Read(long offset, Span<byte> buffer)
        {
            var count = (int)Math.Min(buffer.Length, bytes.Length - offset);
            bytes.AsSpan((int)offset, count).CopyTo(buffer);
            return count;
        }

        public void Dispose()
        {
        }
    }

    private sealed class Writer(MemoryObjectStore store, string key) : IObjectWriter
    {
        private readonly MemoryStream _bytes = new();
        private bool _isDisposed;

        public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation = default)
        {
            _bytes.Write(bytes.Span);
            return ValueTask.CompletedTask;
        }

        public Task<bool> CommitIfAbsentAsync(CancellationToken cancellation = default) => store.PutIfAbsentAsync(key, _bytes.ToArray(), cancellation);

        public ValueTask DisposeAsync()
        {
            if (!_isDisposed) Interlocked.Decrement(ref store._openWriterCount);
            _isDisposed = true;
            return ValueTask.CompletedTask;
        }
    }
}
