using OpenPayments.Ingestion.Landing;

namespace OpenPayments.Ingestion.Tests.Landing;

/// <summary>What is done with blocks beside their landing: in order, up to the first failure, and every block comes back.</summary>
public sealed class BlockLaneTests : IDisposable
{
    private const int BlockCount = 8;

    private readonly LandingBlocks _blocks = new(BlockCount);
    private readonly List<long> _taken = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _blocks.Dispose();

    [Fact]
    public async Task Blocks_AreTakenInOrder()
    {
        await using var lane = new BlockLane(async block =>
        {
            await Task.Yield();
            _taken.Add(block.OffsetBytes);
        });
        for (var i = 0; i < 50; i++) await AddAsync(lane, i);
        await lane.CompleteAsync();

        Assert.Equal(Enumerable.Range(0, 50).Select(i => (long)i), _taken);
        Assert.Equal(BlockCount, _blocks.FreeCount);
    }

    [Fact]
    public async Task Blocks_BehindAFailure_AreLeftOut_AndComeBack()
    {
        var failure = new IOException("full");
        var gate = new TaskCompletionSource();
        await using var lane = new BlockLane(async block =>
        {
            await gate.Task;
            _taken.Add(block.OffsetBytes);
            if (block.OffsetBytes == 2) throw failure;
        });
        for (var i = 0; i < 6; i++) await AddAsync(lane, i);
        gate.SetResult();

        Assert.Same(failure, await Assert.ThrowsAsync<IOException>(lane.CompleteAsync));
        Assert.Equal([0, 1, 2], _taken);
        Assert.Equal(BlockCount, _blocks.FreeCount);
    }

    [Fact]
    public async Task AddAsync_ThrowsWhatAnEarlierBlockFailedOf()
    {
        var failure = new IOException("full");
        await using var lane = new BlockLane(_ => throw failure);
        // It has failed by the time that its one block can be rented again beside all others.
        await AddAsync(lane, 0);
        var all = new List<LandingBlock>();
        while (all.Count < BlockCount) all.Add(await _blocks.RentAsync(Cancellation));
        foreach (var block in all) block.Release();

        Assert.Same(failure, await Assert.ThrowsAsync<IOException>(() => AddAsync(lane, 1)));
        Assert.Equal(BlockCount, _blocks.FreeCount);
    }

    [Fact]
    public async Task DisposeAsync_WaitsForTheBlockAtHand_AndLeavesOutTheRest()
    {
        var (hasBegun, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        var lane = new BlockLane(async block =>
        {
            hasBegun.TrySetResult();
            await gate.Task;
            _taken.Add(block.OffsetBytes);
        });
        for (var i = 0; i < 3; i++) await AddAsync(lane, i);
        await hasBegun.Task;
        var disposal = lane.DisposeAsync();
        Assert.False(disposal.IsCompleted);
        gate.SetResult();
        await disposal;

        Assert.Equal([0], _taken);
        Assert.Equal(BlockCount, _blocks.FreeCount);
    }

    [Fact]
    public async Task AddAsync_Waits_WhereNoMoreMayBeQueued()
    {
        var gate = new TaskCompletionSource();
        var hasBegun = new TaskCompletionSource();
        await using var lane = new BlockLane(
            async _ =>
            {
                hasBegun.TrySetResult();
                await gate.Task;
            },
            maxQueued: 1);
        await AddAsync(lane, 0);
        await hasBegun.Task;
        await AddAsync(lane, 1);
        var third = AddAsync(lane, 2);
        Assert.False(third.IsCompleted);

        gate.SetResult();
        await third;
        await lane.CompleteAsync();
        Assert.Equal(BlockCount, _blocks.FreeCount);
    }

    private async Task AddAsync(BlockLane lane, int number)
    {
        var block = await _blocks.RentAsync(Cancellation);
        block.Fill(number, lengthBytes: 1);
        try
        {
            await lane.AddAsync(block);
        }
        finally
        {
            block.Release();
        }
    }
}
