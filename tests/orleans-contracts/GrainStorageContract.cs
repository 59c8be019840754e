using System.Globalization;
using Orleans.Runtime;
using Orleans.Storage;

namespace OpenPayments.Orleans.Tests;

/// <summary>What Orleans asks of every grain storage, whichever way it clears. Every provider's tests derive from it.</summary>
public abstract class GrainStorageContract
{
    protected static readonly GrainId Grain = GrainId.Create("chunk", "2023/2025-01-30/general/00042");

    /// <summary>Empty at the start of each test.</summary>
    protected abstract IGrainStorage Storage { get; }

    /// <summary>Whether a cleared row is gone, and its etag with it.</summary>
    protected virtual bool DeletesOnClear => false;

    protected static GrainState<Notes> Fresh(string text, int count = 0) => new(new Notes { Text = text, Count = count });

    [Fact]
    public async Task Read_OfNothing_GivesADefaultStateWithoutAnEtag()
    {
        var state = await Storage.ReadAsync(Grain);

        Assert.Equal(new Notes(), state.State);
        Assert.False(state.RecordExists);
        Assert.Null(state.ETag);
    }

    [Theory]
    [InlineData("2023/2025-01-30/general")]
    [InlineData("42")]
    [InlineData("Платежи/ключ 'с кавычками'")]
    [InlineData("a\\b#c?d%e")]
    public async Task Write_ThenRead_GivesTheSame(string key)
    {
        var grain = GrainId.Create("file", key);
        var written = Fresh("текст \u0000 \"'", 7);
        await Storage.WriteAsync(grain, written);

        var read = await Storage.ReadAsync(grain);

        Assert.Equal(written.State, read.State);
        Assert.Equal(written.ETag, read.ETag);
        Assert.True(read.RecordExists);
        Assert.True(written.RecordExists);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(400_000)]
    public async Task Write_OfAnAbsentOrLongText_IsReadBack(int? length)
    {
        var written = new GrainState<Notes>(new Notes { Text = length is { } n ? new string('x', n) : null });
        await Storage.WriteAsync(Grain, written);

        Assert.Equal(written.State, (await Storage.ReadAsync(Grain)).State);
    }

    [Fact]
    public async Task Write_ChangesTheEtag_AlsoWithTheSameValues()
    {
        var state = Fresh("same");
        await Storage.WriteAsync(Grain, state);
        var first = state.ETag;
        await Storage.WriteAsync(Grain, state);

        Assert.NotNull(first);
        Assert.NotEqual(first, state.ETag);
    }

    [Fact]
    public async Task Write_ThenClear_ThenRead_GivesADefaultState()
    {
        var state = Fresh("gone");
        await Storage.WriteAsync(Grain, state);
        var before = state.ETag;
        await Storage.ClearAsync(Grain, state);

        var read = await Storage.ReadAsync(Grain);
        Assert.Equal(new Notes(), state.State);
        Assert.NotEqual(before, state.ETag);
        Assert.Equal(new Notes(), read.State);
        Assert.False(read.RecordExists);
        Assert.Equal(state.ETag, read.ETag);
        Assert.Equal(DeletesOnClear, state.ETag is null);
    }

    [Fact]
    public async Task Write_AfterAClear_IsReadBack()
    {
        var state = Fresh("first");
        await Storage.WriteAsync(Grain, state);
        await Storage.ClearAsync(Grain, state);
        state.State = new Notes { Text = "second" };
        await Storage.WriteAsync(Grain, state);

        var read = await Storage.ReadAsync(Grain);
        Assert.Equal("second", read.State!.Text);
        Assert.True(read.RecordExists);
    }

    [Fact]
    public async Task Clear_BeforeAnyWrite_ResetsTheStateInHand()
    {
        var state = Fresh("stale");
        await Storage.ClearAsync(Grain, state);

        Assert.Equal(new Notes(), state.State);
        Assert.False(state.RecordExists);
        Assert.False((await Storage.ReadAsync(Grain)).RecordExists);
    }

    [Fact]
    public async Task Clear_AgainWithTheNewEtag_Succeeds()
    {
        var state = Fresh("x");
        await Storage.WriteAsync(Grain, state);
        for (var i = 0; i < 3; i++)
        {
            await Storage.ClearAsync(Grain, state);
            Assert.NotNull(state.State);
        }
    }

    [Fact]
    public async Task Cycle_OfWriteReadClearRead_HoldsForEveryRound()
    {
        for (var round = 0; round < 5; round++)
        {
            var state = await Storage.ReadAsync(Grain);
            Assert.False(state.RecordExists);
            state.State = new Notes { Count = round };
            await Storage.WriteAsync(Grain, state);
            Assert.Equal(round, (await Storage.ReadAsync(Grain)).State!.Count);
            await Storage.ClearAsync(Grain, state);
        }
    }

    [Fact]
    public async Task Write_WithoutEtagOverARow_IsAConflict()
    {
        await Storage.WriteAsync(Grain, Fresh("first"));

        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteAsync(Grain, Fresh("duplicate")));
        Assert.Equal("first", (await Storage.ReadAsync(Grain)).State!.Text);
    }

    [Theory]
    [InlineData("no number")]
    [InlineData("-1")]
    [InlineData("99")]
    public async Task Write_WithAnUnknownEtag_IsAConflict(string etag)
    {
        await Storage.WriteAsync(Grain, Fresh("first"));
        var other = Fresh("second");
        other.ETag = etag;

        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteAsync(Grain, other));
    }

    [Fact]
    public async Task Write_WithAnEtagOverNoRow_IsAConflict()
    {
        var state = Fresh("x");
        state.ETag = "1";

        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteAsync(Grain, state));
    }

    [Fact]
    public async Task Write_WithAStaleEtag_IsAConflictAndKeepsTheNewerRow()
    {
        await Storage.WriteAsync(Grain, Fresh("first"));
        var mine = await Storage.ReadAsync(Grain);
        var theirs = await Storage.ReadAsync(Grain);
        theirs.State = new Notes { Text = "theirs" };
        await Storage.WriteAsync(Grain, theirs);

        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteAsync(Grain, mine));
        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.ClearAsync(Grain, mine));

        var read = await Storage.ReadAsync(Grain);
        Assert.Equal("theirs", read.State!.Text);
        Assert.Equal(theirs.ETag, read.ETag);
    }

    [Fact]
    public async Task States_OfDifferentNames_AreIndependent()
    {
        await Storage.WriteAsync(Grain, Fresh("one"), "one");
        await Storage.WriteAsync(Grain, Fresh("two"), "two");
        await Storage.ClearAsync(Grain, await Storage.ReadAsync(Grain, "one"), "one");

        Assert.Equal("two", (await Storage.ReadAsync(Grain, "two")).State!.Text);
    }

    [Fact]
    public async Task Writers_OfOneRowAtOnce_LeaveOneWinnerARound()
    {
        await Storage.WriteAsync(Grain, Fresh("start"));
        for (var round = 0; round < 10; round++)
        {
            var states = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Storage.ReadAsync(Grain)));
            var outcomes = await Task.WhenAll(states.Select((state, i) => Task.Run(async () =>
            {
                state.State = new Notes { Count = i };
                try
                {
                    await Storage.WriteAsync(Grain, state);
                    return true;
                }
                catch (InconsistentStateException)
                {
                    return false;
                }
            })));
            Assert.Single(outcomes, won => won);
            Assert.Equal(Array.IndexOf(outcomes, true), (await Storage.ReadAsync(Grain)).State!.Count);
        }
    }

    [Fact]
    public async Task Rows_WrittenAndReadInParallel_KeepTheirOwnValues()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 100), async (i, _) =>
        {
            var grain = GrainId.Create("chunk", $"parallel/{i}");
            var state = Fresh("x", i);
            await Storage.WriteAsync(grain, state);
            state.State = (await Storage.ReadAsync(grain)).State! with { Text = $"text {i}" };
            await Storage.WriteAsync(grain, state);
            Assert.Equal(new Notes { Text = $"text {i}", Count = i }, (await Storage.ReadAsync(grain)).State);
        });
    }

    /// <summary>Random sequences of reads, writes and clears by several holders of one row, against a model of what must come out.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Sequences_AgreeWithTheModel(int seed)
    {
        var random = new Random(seed);
        var grain = GrainId.Create("year", seed.ToString(CultureInfo.InvariantCulture));
        var holders = Enumerable.Range(0, 3).Select(_ => new GrainState<Notes>(new Notes())).ToArray();
        string? etag = null;
        var stored = new Notes();
        var exists = false;

        for (var step = 0; step < 300; step++)
        {
            var index = random.Next(holders.Length);
            var holder = holders[index];
            var isCurrent = holder.ETag == etag;
            switch (random.Next(3))
            {
                case 0:
                    holders[index] = holder = await Storage.ReadAsync(grain);
                    Assert.Equal((stored, exists, etag), (holder.State, holder.RecordExists, holder.ETag));
                    break;
                case 1:
                    holder.State = new Notes { Count = step };
                    Assert.Equal(isCurrent, await SucceedsAsync(() => Storage.WriteAsync(grain, holder)));
                    if (isCurrent) (stored, exists, etag) = (holder.State, true, holder.ETag);
                    break;
                default:
                    Assert.Equal(isCurrent, await SucceedsAsync(() => Storage.ClearAsync(grain, holder)));
                    if (isCurrent) (stored, exists, etag) = (new Notes(), false, holder.ETag);
                    break;
            }
        }
    }

    private static async Task<bool> SucceedsAsync(Func<Task> change)
    {
        try
        {
            await change();
            return true;
        }
        catch (InconsistentStateException)
        {
            return false;
        }
    }
}
