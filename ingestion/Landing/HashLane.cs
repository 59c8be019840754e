using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using System.Threading.Channels;

namespace OpenPayments.Ingestion.Landing;

/// <summary>SHA-256 on a thread of its own: it is the slowest part of landing, and so the rest runs beside it.</summary>
internal sealed class HashLane : IAsyncDisposable
{
    private readonly Channel<LandingBlock> _filled = Channel.CreateUnbounded<LandingBlock>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly Task<string> _hashing;

    public HashLane() => _hashing = Task.Run(HashAsync);

    /// <summary>Hashes a block behind those before it, and holds it until then.</summary>
    public void Hash(LandingBlock block) => _filled.Writer.TryWrite(block.Share());

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
        ExceptionDispatchInfo? failure = null;
        await foreach (var block in _filled.Reader.ReadAllAsync())
        {
            try
            {
                if (failure is null) hash.AppendData(block.Span);
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
            finally
            {
                // Whatever happened: who waits for a block must not wait for ever.
                block.Release();
            }
        }

        failure?.Throw();
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
