using OpenPayments.Ingestion.Runs;

namespace OpenPayments.Ingestion.Tests.Chunks;

/// <summary>As many slots as one likes, once they are opened; it tells when two have been given back.</summary>
internal sealed class TestSlots
{
    private readonly TaskCompletionSource _opened = new();
    private readonly TaskCompletionSource _twoAreBack = new();
    private int _takenCount;
    private int _backCount;

    public int TakenCount => _takenCount;

    public Task TwoAreBack => _twoAreBack.Task;

    public TestSlots Open()
    {
        _opened.TrySetResult();
        return this;
    }

    /// <summary>Unlike a silo's, these are given after landing has ended too.</summary>
    public async Task<IDisposable> TakeAsync(CancellationToken cancellation)
    {
        Interlocked.Increment(ref _takenCount);
        await _opened.Task;
        return new Slot(this);
    }

    /// <summary>All slots are taken by others, for ever.</summary>
    public static async Task<IDisposable> TakeInVainAsync(CancellationToken cancellation)
    {
        await Task.Delay(Timeout.Infinite, cancellation);
        throw new InvalidOperationException("A wait without end has ended.");
    }

    private sealed class Slot(TestSlots slots) : IDisposable
    {
        public void Dispose()
        {
            if (Interlocked.Increment(ref slots._backCount) == 2) slots._twoAreBack.SetResult();
        }
    }
}
