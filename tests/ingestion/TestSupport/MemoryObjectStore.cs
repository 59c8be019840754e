using System.Collections.Concurrent;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Tests.TestSupport;

/// <summary>A lake in memory, and a witness: it counts writers that are open, and can be made to fail.</summary>
internal sealed class MemoryObjectStore : IObjectStore
{
    private readonly MemoryStore _store = new();

    private int _openedCount;

    private int _openWriterCount;

    private int _openUnnamedCount;

    private int _namedCount;

    public ConcurrentDictionary<string, byte[]> Objects => _store.Objects;

    /// <summary>Writers that were neither committed nor disposed.</summary>
    public int OpenWriterCount => _openWriterCount;

    /// <summary>Whether objects may be begun before their key is known.</summary>
    public bool TakesUnnamed { get; set; }

    /// <summary>What is thrown when an object without a key is to be made durable.</summary>
    public Exception? FlushFailure { get; set; }

    /// <summary>Objects without a key that were neither given one nor disposed.</summary>
    public int OpenUnnamedCount => _openUnnamedCount;

    /// <summary>How many objects got their key after they were begun.</summary>
    public int NamedCount => _namedCount;

    /// <summary>Called with the key before an object becomes visible; may throw, or play another process.</summary>
    public Action<string>? BeforeCommit { get; set; }

    /// <summary>Awaited before a writer takes bytes; may throw.</summary>
    public Func<Task>? BeforeWrite { get; set; }

    /// <summary>How often an object was opened to be read.</summary>
    public int OpenedCount => _openedCount;

    public string Location => _store.Location;

    public Task<long?> GetLengthAsync(string key, CancellationToken cancellation = default) => _store.GetLengthAsync(key, cancellation);

    public Task<byte[]?> ReadAsync(string key, CancellationToken cancellation = default) => _store.ReadAsync(key, cancellation);

    public Task<IObjectReader> OpenAsync(string key, CancellationToken cancellation = default)
    {
        Interlocked.Increment(ref _openedCount);
        return _store.OpenAsync(key, cancellation);
    }

    public Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation = default)
    {
        BeforeCommit?.Invoke(key);
        return _store.PutAsync(key, content, cancellation);
    }

    public Task<bool> PutIfAbsentAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation = default)
    {
        BeforeCommit?.Invoke(key);
        return _store.PutIfAbsentAsync(key, content, cancellation);
    }

    public Task<ObjectVersion?> ReadVersionAsync(string key, CancellationToken cancellation = default) => _store.ReadVersionAsync(key, cancellation);

    public Task<bool> ReplaceAsync(string key, ObjectVersion? seen, ReadOnlyMemory<byte> content, CancellationToken cancellation = default)
    {
        BeforeCommit?.Invoke(key);
        return _store.ReplaceAsync(key, seen, content, cancellation);
    }

    public async Task<IObjectWriter> CreateAsync(string key, CancellationToken cancellation = default)
    {
        Interlocked.Increment(ref _openWriterCount);
        return new Writer(this, key, await _store.CreateAsync(key, cancellation));
    }

    public Task<IUnnamedObject?> CreateUnnamedAsync(CancellationToken cancellation = default)
    {
        if (!TakesUnnamed) return Task.FromResult<IUnnamedObject?>(null);
        Interlocked.Increment(ref _openUnnamedCount);
        return Task.FromResult<IUnnamedObject?>(new Unnamed(this));
    }

    public Task DeleteAsync(string key, CancellationToken cancellation = default) => _store.DeleteAsync(key, cancellation);

    public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellation = default) => _store.ListAsync(prefix, cancellation);

    private sealed class Writer(MemoryObjectStore store, string key, IObjectWriter writer) : IObjectWriter
    {
        private bool _isDisposed;

        public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation = default)
        {
            if (store.BeforeWrite is { } before) await before();
            await writer.WriteAsync(bytes, cancellation);
        }

        public Task<bool> CommitIfAbsentAsync(CancellationToken cancellation = default)
        {
            store.BeforeCommit?.Invoke(key);
            return writer.CommitIfAbsentAsync(cancellation);
        }

        public ValueTask DisposeAsync()
        {
            if (!_isDisposed) Interlocked.Decrement(ref store._openWriterCount);
            _isDisposed = true;
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Unnamed(MemoryObjectStore store) : IUnnamedObject
    {
        private readonly MemoryStream _bytes = new();
        private bool _isDisposed;

        public Task AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation = default) => _bytes.WriteAsync(bytes, cancellation).AsTask();

        public Task FlushAsync(CancellationToken cancellation = default) => store.FlushFailure is { } failure ? Task.FromException(failure) : Task.CompletedTask;

        public Task PutAsync(string key, CancellationToken cancellation = default)
        {
            Interlocked.Increment(ref store._namedCount);
            return store.PutAsync(key, _bytes.ToArray(), cancellation);
        }

        public void Dispose()
        {
            if (!_isDisposed) Interlocked.Decrement(ref store._openUnnamedCount);
            _isDisposed = true;
        }
    }
}
