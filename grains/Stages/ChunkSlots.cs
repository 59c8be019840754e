namespace OpenPayments.Grains.Stages;

/// <summary>
/// How much stage work a silo does at a time: landing, chunks, validation and publishing all take a slot, so that threads
/// and memory are bounded by one number.
/// </summary>
public sealed class ChunkSlots(int count) : IDisposable
{
    private readonly SemaphoreSlim _free = new(count, count);

    public int Count { get; } = count;

    /// <summary>Waits for a free slot; disposing what is returned frees it, once.</summary>
    public async Task<IDisposable> TakeAsync(CancellationToken cancellation)
    {
        await _free.WaitAsync(cancellation);
        return new Slot(_free);
    }

    public void Dispose() => _free.Dispose();

    private sealed class Slot(SemaphoreSlim free) : IDisposable
    {
        private int _isFreed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isFreed, 1) == 0) free.Release();
        }
    }
}
