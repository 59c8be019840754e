using System.Runtime.ExceptionServices;
using System.Threading.Channels;

namespace OpenPayments.Ingestion.Landing;

/// <summary>
/// Does one thing with every block of a landing file, in their order, beside whatever else is done with them. The first failure ends it: blocks
/// behind that are only given back.
/// </summary>
internal sealed class BlockLane : IAsyncDisposable
{
    private readonly Channel<LandingBlock> _queue;
    private readonly Func<LandingBlock, ValueTask> _take;
    private readonly Task _running;
    private volatile ExceptionDispatchInfo? _failure;
    private volatile bool _isGivenUp;

    /// <param name="maxQueued">So many blocks wait before whoever brings the next one has to.</param>
    public BlockLane(Func<LandingBlock, ValueTask> take, int maxQueued = int.MaxValue)
    {
        _take = take;
        _queue = Channel.CreateBounded<LandingBlock>(new BoundedChannelOptions(maxQueued) { SingleReader = true, SingleWriter = true });
        _running = Task.Run(RunAsync);
    }

    /// <summary>Takes a block behind those before it, and holds it until then. Throws what an earlier block failed of.</summary>
    public ValueTask AddAsync(LandingBlock block)
    {
        _failure?.Throw();
        return _queue.Writer.WriteAsync(block.Share());
    }

    /// <summary>All blocks have been added: waits for the last. Throws what any of them failed of.</summary>
    public async Task CompleteAsync()
    {
        await DrainAsync();
        _failure?.Throw();
    }

    /// <summary>Unless it has been completed, blocks that wait are left out. What it is doing with one is waited for.</summary>
    public async ValueTask DisposeAsync()
    {
        _isGivenUp = true;
        await DrainAsync();
    }

    private Task DrainAsync()
    {
        _queue.Writer.TryComplete();
        return _running;
    }

    private async Task RunAsync()
    {
        await foreach (var block in _queue.Reader.ReadAllAsync())
        {
            try
            {
                if (_failure is null && !_isGivenUp) await _take(block);
            }
            catch (Exception failure)
            {
                _failure = ExceptionDispatchInfo.Capture(failure);
            }
            finally
            {
                // Whatever happened: who waits for a block must not wait for ever.
                block.Release();
            }
        }
    }
}
