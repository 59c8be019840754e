namespace OpenPayments.Ingestion.Stores;

/// <summary>
/// The lake's storage: a folder or a bucket. Keys are relative, with '/' between their parts. Objects are whole or absent:
/// a reader never sees half of one, whatever crashed. A storage failure surfaces as <see cref="StoreException"/> with the key.
/// </summary>
public interface IObjectStore
{
    /// <summary>
    /// A disk may take bytes straight from memory where address, place in the object and length are multiples of this: every disk in use is content
    /// with it, its logical block is at most this long.
    /// </summary>
    const int PageBytes = 4096;

    /// <summary>Where this store is, as a user would name it: a full path, or <c>s3://bucket/prefix</c>.</summary>
    string Location { get; }

    /// <summary>Length of an object, or null when it does not exist.</summary>
    Task<long?> GetLengthAsync(string key, CancellationToken cancellation = default);

    /// <summary>A whole small object, or null when it does not exist.</summary>
    Task<byte[]?> ReadAsync(string key, CancellationToken cancellation = default);

    /// <summary>Ranged reads of a large object. Throws <see cref="StoreException"/> when it does not exist.</summary>
    Task<IObjectReader> OpenAsync(string key, CancellationToken cancellation = default);

    /// <summary>Writes or replaces a whole object, atomically and durably.</summary>
    Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation = default);

    /// <summary>Writes an object unless one is there already; of several at once exactly one gets true.</summary>
    Task<bool> PutIfAbsentAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation = default);

    /// <summary>A whole small object with the mark of exactly this content, to replace it by; null when it does not exist.</summary>
    Task<ObjectVersion?> ReadVersionAsync(string key, CancellationToken cancellation = default);

    /// <summary>
    /// Replaces an object unless somebody has written it since it was seen; false then. This is how a process that slept
    /// through its successor's work is kept from putting back what it knew.
    /// </summary>
    /// <param name="seen">From <see cref="ReadVersionAsync"/>; null when there was no object.</param>
    Task<bool> ReplaceAsync(string key, ObjectVersion? seen, ReadOnlyMemory<byte> content, CancellationToken cancellation = default);

    /// <summary>Starts an object that is written piece by piece and visible only once committed.</summary>
    Task<IObjectWriter> CreateAsync(string key, CancellationToken cancellation = default);

    /// <summary>Starts an object whose key is not known yet; null where a store must know it from the start.</summary>
    Task<IUnnamedObject?> CreateUnnamedAsync(CancellationToken cancellation = default) => Task.FromResult<IUnnamedObject?>(null);

    /// <summary>Removes an object; nothing happens when it does not exist.</summary>
    Task DeleteAsync(string key, CancellationToken cancellation = default);

    /// <summary>Keys under a prefix, in no order. For finding orphans and for reports, never to decide what is true.</summary>
    IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellation = default);
}

/// <summary>An object as it was read.</summary>
/// <param name="Mark">The store's word for this version; another content has another one.</param>
public sealed record ObjectVersion(byte[] Content, string Mark);

/// <summary>Reads any range of one object. Safe for one thread at a time.</summary>
public interface IObjectReader : IDisposable
{
    long LengthBytes { get; }

    /// <summary>Says that a range will be read from its start to its end, so that a distant store can fetch ahead, and no further.</summary>
    void Announce(long offset, long lengthBytes)
    {
    }

    /// <summary>Fills the buffer from an offset; returns how much it got, less than asked only at the object's end.</summary>
    int Read(long offset, Span<byte> buffer);
}

/// <summary>One object being written. Disposing without commit leaves nothing behind.</summary>
public interface IObjectWriter : IAsyncDisposable
{
    ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation = default);

    /// <summary>Makes the object visible unless its key is taken; false leaves the existing object as it was.</summary>
    Task<bool> CommitIfAbsentAsync(CancellationToken cancellation = default);
}

/// <summary>One object that is written before its key is known. Disposing before it has one leaves nothing behind.</summary>
public interface IUnnamedObject : IDisposable
{
    /// <summary>Adds bytes behind those that are there; many whole pages (<see cref="IObjectStore.PageBytes"/>) may go to a disk as they are.</summary>
    Task AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation = default);

    /// <summary>Makes durable what is there already, so that less is left to do in the end.</summary>
    Task FlushAsync(CancellationToken cancellation = default);

    /// <summary>As <see cref="IObjectStore.PutAsync"/>, with all bytes that were appended. Called once.</summary>
    Task PutAsync(string key, CancellationToken cancellation = default);
}
