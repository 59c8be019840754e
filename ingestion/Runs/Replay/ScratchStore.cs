using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Runs.Replay;

/// <summary>
/// A scratch lake whose raw zone is that of another lake: raw files are read where they are, and everything that is written
/// goes to the scratch. Nothing ever reaches the other lake.
/// </summary>
/// <param name="rawKeys">What is seen of the other lake; all else is the scratch's own.</param>
public sealed class ScratchStore(IObjectStore scratch, IObjectStore lake, IReadOnlySet<string> rawKeys) : IObjectStore
{
    public string Location => scratch.Location;

    public Task<long?> GetLengthAsync(string key, CancellationToken cancellation = default) => ReaderOf(key).GetLengthAsync(key, cancellation);

    public Task<byte[]?> ReadAsync(string key, CancellationToken cancellation = default) => ReaderOf(key).ReadAsync(key, cancellation);

    public Task<IObjectReader> OpenAsync(string key, CancellationToken cancellation = default) => ReaderOf(key).OpenAsync(key, cancellation);

    public Task<ObjectVersion?> ReadVersionAsync(string key, CancellationToken cancellation = default) => ReaderOf(key).ReadVersionAsync(key, cancellation);

    public Task PutAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation = default) => scratch.PutAsync(key, content, cancellation);

    public Task<bool> PutIfAbsentAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellation = default) => scratch.PutIfAbsentAsync(key, content, cancellation);

    public Task<bool> ReplaceAsync(string key, ObjectVersion? seen, ReadOnlyMemory<byte> content, CancellationToken cancellation = default) => scratch.ReplaceAsync(key, seen, content, cancellation);

    public Task<IObjectWriter> CreateAsync(string key, CancellationToken cancellation = default) => scratch.CreateAsync(key, cancellation);

    public Task DeleteAsync(string key, CancellationToken cancellation = default) => scratch.DeleteAsync(key, cancellation);

    public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellation = default) => scratch.ListAsync(prefix, cancellation);

    private IObjectStore ReaderOf(string key) => rawKeys.Contains(key) ? lake : scratch;
}
