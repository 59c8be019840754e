using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Pipeline.Tests;

/// <summary>A store under a process that dies at its n-th write: that write and all that follow do nothing but throw.</summary>
internal sealed class CrashingStore(IObjectStore inner, int writesBeforeCrash) : IObjectStore
{
    private int _writes;

    public bool HasCrashed => _writes > writesBeforeCrash;

    public string Location => inner.Location;

    public Task<long?> GetLengthAsync(string key, CancellationToken cancellation = default) => inner.GetLengthAsync(key, cancellation);

    public Task<byte[]?> ReadAsync(string key, CancellationToken cancellation = default) => inner.ReadAsync(key, cancellation);

    public Task<IObjectReader> OpenAsync(string key, CancellationToken cancellation = default) => inner.OpenAsync(key, cancellation);

    public Task<ObjectVersion?> ReadVersionAsync(string key, CancellationToken cancellation = default) => inner.ReadVersionAsync(key, cancellation);

    public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellation = default) => inner.ListAsync(prefix, cancellation);

    public Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation = default) => Write(() => inner.PutAsync(key, content, cancellation));

    public Task<bool> PutIfAbsentAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation = default) => Write(() => inner.PutIfAbsentAsync(key, content, cancellation));

    public Task<bool> ReplaceAsync(string key, ObjectVersion? seen, ReadOnlyMemory<byte> content, CancellationToken cancellation = default) => Write(() => inner.ReplaceAsync(key, seen, content, cancellation));

    public Task<IObjectWriter> CreateAsync(string key, CancellationToken cancellation = default) => Write(() => inner.CreateAsync(key, cancellation));

    public Task DeleteAsync(string key, CancellationToken cancellation = default) => Write(() => inner.DeleteAsync(key, cancellation));

    private T Write<T>(Func<T> write) where T : Task => Interlocked.Increment(ref _writes) > writesBeforeCrash ? throw new StoreException("The process has died.") : write();
}
