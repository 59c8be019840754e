using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Landing;

/// <summary>
/// The memory that a landing file passes through. There are only so many blocks: who needs bytes for longer keeps landing waiting, and that bounds
/// how far it gets ahead.
/// </summary>
/// <param name="allAreBack">Called once the pool is disposed and its last block is back.</param>
internal sealed class LandingBlocks(int count, Action? allAreBack = null) : IDisposable
{
    /// <summary>So many are on their way through the hash, however many others are held.</summary>
    public const int FlowCount = 4;

    private readonly Lock _lock = new();
    private readonly NativeBuffer _memory = NativeBuffer.InHugePages(count * LandingBlock.CapacityBytes);
    private readonly Stack<LandingBlock> _idle = new();
    private readonly SemaphoreSlim _free = new(count, count);
    private int _madeCount;
    private int _rentedCount;
    private bool _isDisposed;

    /// <summary>How many could be rented now.</summary>
    public int FreeCount => _free.CurrentCount;

    /// <summary>A block to fill, shared by the caller alone; waits until one is free.</summary>
    public async ValueTask<LandingBlock> RentAsync(CancellationToken cancellation)
    {
        await _free.WaitAsync(cancellation);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _rentedCount++;
            return (_idle.TryPop(out var block) ? block : Make()).Share();
        }
    }

    public void Return(LandingBlock block)
    {
        lock (_lock)
        {
            _idle.Push(block);
            _rentedCount--;
            if (_isDisposed) FreeUnlessRented();
        }

        _free.Release();
    }

    /// <summary>No more are rented. Their memory is freed when the last of those that are still held comes back.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_isDisposed) return;
            _isDisposed = true;
            FreeUnlessRented();
        }
    }

    private LandingBlock Make() => new(this, _memory.Memory.Slice(_madeCount++ * LandingBlock.CapacityBytes, LandingBlock.CapacityBytes));

    private void FreeUnlessRented()
    {
        if (_rentedCount > 0) return;
        _memory.Dispose();
        allAreBack?.Invoke();
    }
}
