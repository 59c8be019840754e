using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Tests.Runs;

/// <summary>A store whose owner dies at one of its writes: just before it, or just after it but before the answer.</summary>
public sealed class FaultyStore(IObjectStore inner, int writeIndex, bool isAfter) : IObjectStore
{
    private int _writes;

    public bool HasFailed { get; private set; }

    public string Location => inner.Location;

    /// <summary>Runs before every put-if-absent; another writer may act here.</summary>
    public Func<string, Task>? BeforePutIfAbsentAsync { get; init; }

    /// <summary>Likewise before every replace.</summary>
    public Func<string, Task>? BeforeReplaceAsync { get; init; }

    public static FaultyStore WithoutFault(IObjectStore inner, Func<string, Task> beforePutIfAbsentAsync) =>
        new(inner, -1, false) { BeforePutIfAbsentAsync = beforePutIfAbsentAsync };

    public Task<long?> GetLengthAsync(string key, CancellationToken cancellation) => inner.GetLengthAsync(key, cancellation);

    public Task<byte[]?> ReadAsync(string key, CancellationToken cancellation) => inner.ReadAsync(key, cancellation);

    public Task<IObjectReader> OpenAsync(string key, CancellationToken cancellation) => inner.OpenAsync(key, cancellation);

    public Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation) => WriteAsync(async () =>
    {
        await inner.PutAsync(key, content, cancellation);
        return true;
    });

    public async Task<bool> PutIfAbsentAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        if (BeforePutIfAbsentAsync is not null) await BeforePutIfAbsentAsync(key);
        return await WriteAsync(() => inner.PutIfAbsentAsync(key, content, cancellation));
    }

    public Task<ObjectVersion?> ReadVersionAsync(string key, CancellationToken cancellation) => inner.ReadVersionAsync(key, cancellation);

    public async Task<bool> ReplaceAsync(string key, ObjectVersion? seen, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        if (BeforeReplaceAsync is not null) await BeforeReplaceAsync(key);
        return await WriteAsync(() => inner.ReplaceAsync(key, seen, content, cancellation));
    }

    public Task<IObjectWriter> CreateAsync(string key, CancellationToken cancellation) => inner.CreateAsync(key, cancellation);

    public Task DeleteAsync(string key, CancellationToken cancellation) => inner.DeleteAsync(key, cancellation);

    public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellation) => inner.ListAsync(prefix, cancellation);

    private async Task<bool> WriteAsync(Func<Task<bool>> writeAsync)
    {
        var isFault = _writes++ == writeIndex;
        if (isFault && !isAfter) throw Fail();
        var result = await writeAsync();
        return isFault ? throw Fail() : result;
    }

    private StoreException Fail()
    {
        HasFailed = true;
        return new StoreException("the process died here");
    }
}
