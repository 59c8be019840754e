using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Storage.S3;

/// <summary>
/// Sends an object while it is being written. Bytes gather in a buffer; a full one goes up as a part while the next one
/// fills. Writing waits only when all the parts that may be on their way are. What fits into one part is one request.
/// </summary>
internal sealed class S3ObjectWriter : IObjectWriter
{
    private readonly S3Connection _connection;
    private readonly string _key;
    private readonly string _fullKey;
    private readonly MultipartUpload _upload;
    private readonly SemaphoreSlim _slots;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _parts = [];
    private byte[] _buffer;
    private int _length;
    private bool _isStarted;
    private bool _isCommitted;
    private bool _isVisible;
    private bool _isDisposed;

    public S3ObjectWriter(S3Connection connection, string key, string fullKey)
    {
        (_connection, _key, _fullKey) = (connection, key, fullKey);
        _upload = new MultipartUpload(connection, key, fullKey);
        _slots = new SemaphoreSlim(connection.Options.PartsInFlight);
        _buffer = connection.Buffers.Rent(PartSize);
    }

    private int PartSize => _connection.Options.PartSizeBytes;

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation = default)
    {
        ThrowIfCommitted();
        while (!bytes.IsEmpty)
        {
            // Only now is it sure that this is not the last part, which may be smaller.
            if (_length == PartSize) await SendAsync(cancellation);
            var count = Math.Min(bytes.Length, PartSize - _length);
            bytes[..count].CopyTo(_buffer.AsMemory(_length));
            _length += count;
            bytes = bytes[count..];
        }
    }

    public async Task<bool> CommitIfAbsentAsync(CancellationToken cancellation = default)
    {
        ThrowIfCommitted();
        _isCommitted = true;
        if (!_isStarted)
            return await _connection.PutIfAbsentAsync(_key, _fullKey, _buffer.AsMemory(0, _length), cancellation);

        if (_length > 0) await SendAsync(cancellation);
        using (cancellation.Register(_stop.Cancel)) await Task.WhenAll(_parts);
        return _isVisible = await _upload.CompleteIfAbsentAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        await _stop.CancelAsync();
        await Task.WhenAll(_parts).ContinueWith(static _ => { }, TaskScheduler.Default);
        if (_isStarted && !_isVisible) await _upload.AbortAsync();
        _connection.Buffers.Return(_buffer);
        _slots.Dispose();
        _stop.Dispose();
    }

    private async Task SendAsync(CancellationToken cancellation)
    {
        if (!_isStarted) await _upload.StartAsync(cancellation);
        _isStarted = true;
        await _slots.WaitAsync(cancellation);
        if (_parts.Find(part => part.IsFaulted) is { } failed) await failed;
        _parts.Add(SendPartAsync(_parts.Count + 1, _buffer, _length));
        _buffer = _connection.Buffers.Rent(PartSize);
        _length = 0;
    }

    private async Task SendPartAsync(int number, byte[] buffer, int length)
    {
        try
        {
            await Task.Run(() => _upload.UploadPartAsync(number, buffer.AsMemory(0, length), _stop.Token));
        }
        finally
        {
            _connection.Buffers.Return(buffer);
            _slots.Release();
        }
    }

    private void ThrowIfCommitted()
    {
        if (_isCommitted) throw new InvalidOperationException($"{_key} has been committed already.");
    }
}
