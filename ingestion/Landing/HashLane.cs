using System.Security.Cryptography;
using System.Threading.Channels;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Landing;

/// <summary>
/// SHA-256 on a thread of its own: it is the slowest part of landing, and so the rest runs beside it. A few buffers go
/// round between the two, which bounds how far one gets ahead of the other.
/// </summary>
internal sealed class HashLane : IAsyncDisposable
{
    public const int BufferBytes = 1 << 20;

    private const int BufferCount = 4;

    private readonly Channel<Memory<byte>> _free = Channel.CreateBounded<Memory<byte>>(BufferCount);
    private readonly Channel<(Memory<byte> Buffer, int Length)> _filled = Channel.CreateBounded<(Memory<byte>, int)>(BufferCount);
    private readonly Task<string> _hashing;

    public HashLane()
    {
        for (var i = 0; i < BufferCount; i++) _free.Writer.TryWrite(PageBuffer.Allocate(BufferBytes));
        _hashing = Task.Run(HashAsync);
    }

    /// <summary>A buffer to fill; waits until one has been hashed when all are on their way.</summary>
    public ValueTask<Memory<byte>> RentAsync(CancellationToken cancellation) => _free.Reader.ReadAsync(cancellation);

    /// <summary>Takes a rented buffer back and hashes its first bytes behind those of the buffers before.</summary>
    public void Hash(Memory<byte> buffer, int length) => _filled.Writer.TryWrite((buffer, length));

    /// <summary>The hash of everything, lower-case hex.</summary>
    public Task<string> FinishAsync()
    {
        _filled.Writer.TryComplete();
        return _hashing;
    }

    public async ValueTask DisposeAsync() => await FinishAsync();

    private async Task<string> HashAsync()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        try
        {
            await foreach (var (buffer, length) in _filled.Reader.ReadAllAsync())
            {
                hash.AppendData(buffer.Span[..length]);
                _free.Writer.TryWrite(buffer);
            }
        }
        catch (Exception failure)
        {
            // Whoever waits for a buffer must not wait for ever.
            _free.Writer.TryComplete(failure);
            throw;
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
