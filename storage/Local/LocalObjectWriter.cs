using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Storage.Local;

/// <summary>Writes one file piece by piece, straight from the caller's memory, and gives it its name at the end.</summary>
internal sealed class LocalObjectWriter(string location, string key, string objectPath, TemporaryFile file) : IObjectWriter
{
    private readonly DirectWrites _writes = new(file.Handle);
    private long _lengthBytes;
    private bool _isCommitted;

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation = default)
    {
        ThrowIfCommitted();
        try
        {
            await _writes.WriteAsync(bytes, _lengthBytes, cancellation);
            _lengthBytes += bytes.Length;
        }
        catch (Exception failure) when (LocalErrors.IsStorageTrouble(failure))
        {
            throw LocalErrors.Write(location, key, failure);
        }
    }

    public Task<bool> CommitIfAbsentAsync(CancellationToken cancellation = default)
    {
        ThrowIfCommitted();
        _isCommitted = true;
        return Task.Run(Commit, cancellation);
    }

    public ValueTask DisposeAsync()
    {
        file.Dispose();
        return ValueTask.CompletedTask;
    }

    private bool Commit()
    {
        try
        {
            // Looked at first only to save the flush; the link decides.
            var isCommittedFirst = !File.Exists(objectPath) && file.TryCommit(objectPath);
            file.Dispose();
            return isCommittedFirst;
        }
        catch (Exception failure) when (LocalErrors.IsStorageTrouble(failure))
        {
            throw LocalErrors.Write(location, key, failure);
        }
    }

    private void ThrowIfCommitted()
    {
        if (_isCommitted) throw new InvalidOperationException($"{key} has been committed already.");
    }
}
