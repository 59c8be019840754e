using Orleans.Runtime;
using Orleans.Storage;

namespace OpenPayments.Orleans.Sqlite.Tests;

/// <summary>What Orleans asks of every grain storage.</summary>
public sealed class GrainStorageTests : IDisposable
{
    private static readonly GrainId Grain = GrainId.Create("chunk", "2023/2025-01-30/general/00042");
    private readonly TestStorage _storage = new();

    public void Dispose() => _storage.Dispose();

    private static GrainState<Notes> Fresh(string text, int count = 0) => new(new Notes { Text = text, Count = count });

    [Fact]
    public async Task Read_OfNothing_GivesADefaultStateWithoutAnEtag()
    {
        var state = await _storage.ReadAsync(Grain);

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
        await _storage.WriteAsync(grain, written);

        var read = await _storage.ReadAsync(grain);

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
        await _storage.WriteAsync(Grain, written);

        Assert.Equal(written.State, (await _storage.ReadAsync(Grain)).State);
    }

    [Fact]
    public async Task Write_ChangesTheEtag_AlsoWithTheSameValues()
    {
        var state = Fresh("same");
        await _storage.WriteAsync(Grain, state);
        var first = state.ETag;
        await _storage.WriteAsync(Grain, state);

        Assert.NotNull(first);
        Assert.NotEqual(first, state.ETag);
    }

    [Fact]
    public async Task Write_ThenClear_ThenRead_GivesADefaultState()
    {
        var state = Fresh("gone");
        await _storage.WriteAsync(Grain, state);
        var before = state.ETag;
        await _storage.ClearAsync(Grain, state);

        var read = await _storage.ReadAsync(Grain);
        Assert.Equal(new Notes(), state.State);
        Assert.NotEqual(before, state.ETag);
        Assert.Equal(new Notes(), read.State);
        Assert.False(read.RecordExists);
        Assert.Equal(state.ETag, read.ETag);
    }

    [Fact]
    public async Task Write_AfterAClear_IsReadBack()
    {
        var state = Fresh("first");
        await _storage.WriteAsync(Grain, state);
        await _storage.ClearAsync(Grain, state);
        state.State = new Notes { Text = "second" };
        await _storage.WriteAsync(Grain, state);

        var read = await _storage.ReadAsync(Grain);
        Assert.Equal("second", read.State!.Text);
        Assert.True(read.RecordExists);
    }

    [Fact]
    public async Task Clear_BeforeAnyWrite_ResetsTheStateInHand()
    {
        var state = Fresh("stale");
        await _storage.ClearAsync(Grain, state);

        Assert.Equal(new Notes(), state.State);
        Assert.False(state.RecordExists);
        Assert.False((await _storage.ReadAsync(Grain)).RecordExists);
    }

    [Fact]
    public async Task Clear_AgainWithTheNewEtag_Succeeds()
    {
        var state = Fresh("x");
        await _storage.WriteAsync(Grain, state);
        for (var i = 0; i < 3; i++)
        {
            await _storage.ClearAsync(Grain, state);
            Assert.NotNull(state.State);
        }
    }

    [Fact]
    public async Task Cycle_OfWriteReadClearRead_HoldsForEveryRound()
    {
        for (var round = 0; round < 5; round++)
        {
            var state = await _storage.ReadAsync(Grain);
            Assert.False(state.RecordExists);
            state.State = new Notes { Count = round };
            await _storage.WriteAsync(Grain, state);
            Assert.Equal(round, (await _storage.ReadAsync(Grain)).State!.Count);
            await _storage.ClearAsync(Grain, state);
        }
    }

    [Fact]
    public async Task Write_WithoutEtagOverARow_IsAConflict()
    {
        await _storage.WriteAsync(Grain, Fresh("first"));

        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.WriteAsync(Grain, Fresh("duplicate")));
        Assert.Equal("first", (await _storage.ReadAsync(Grain)).State!.Text);
    }

    [Theory]
    [InlineData("no number")]
    [InlineData("-1")]
    [InlineData("99")]
    public async Task Write_WithAnUnknownEtag_IsAConflict(string etag)
    {
        await _storage.WriteAsync(Grain, Fresh("first"));
        var other = Fresh("second");
        other.ETag = etag;

        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.WriteAsync(Grain, other));
    }

    [Fact]
    public async Task Write_WithAnEtagOverNoRow_IsAConflict()
    {
        var state = Fresh("x");
        state.ETag = "1";

        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.WriteAsync(Grain, state));
    }

    [Fact]
    public async Task Write_WithAStaleEtag_IsAConflictAndKeepsTheNewerRow()
    {
        await _storage.WriteAsync(Grain, Fresh("first"));
        var mine = await _storage.ReadAsync(Grain);
        var theirs = await _storage.ReadAsync(Grain);
        theirs.State = new Notes { Text = "theirs" };
        await _storage.WriteAsync(Grain, theirs);

        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.WriteAsync(Grain, mine));
        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.ClearAsync(Grain, mine));

        var read = await _storage.ReadAsync(Grain);
        Assert.Equal("theirs", read.State!.Text);
        Assert.Equal(theirs.ETag, read.ETag);
    }

    [Fact]
    public async Task Write_WithAnEtagFromBeforeAClear_IsAConflict()
    {
        var state = Fresh("first");
        await _storage.WriteAsync(Grain, state);
        var stale = await _storage.ReadAsync(Grain);
        await _storage.ClearAsync(Grain, state);
        state.State = new Notes { Text = "again" };
        await _storage.WriteAsync(Grain, state);

        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.WriteAsync(Grain, stale));
    }

    [Fact]
    public async Task States_OfDifferentNames_AreIndependent()
    {
        await _storage.WriteAsync(Grain, Fresh("one"), "one");
        await _storage.WriteAsync(Grain, Fresh("two"), "two");
        await _storage.ClearAsync(Grain, await _storage.ReadAsync(Grain, "one"), "one");

        Assert.Equal("two", (await _storage.ReadAsync(Grain, "two")).State!.Text);
    }

    [Fact]
    public async Task Writers_OfOneRowAtOnce_LeaveOneWinnerARound()
    {
        await _storage.WriteAsync(Grain, Fresh("start"));
        for (var round = 0; round < 10; round++)
        {
            var states = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _storage.ReadAsync(Grain)));
            var outcomes = await Task.WhenAll(states.Select((state, i) => Task.Run(async () =>
            {
                state.State = new Notes { Count = i };
                try
                {
                    await _storage.WriteAsync(Grain, state);
                    return true;
                }
                catch (InconsistentStateException)
                {
                    return false;
                }
            })));
            Assert.Single(outcomes, won => won);
            Assert.Equal(Array.IndexOf(outcomes, true), (await _storage.ReadAsync(Grain)).State!.Count);
        }
    }

    [Fact]
    public async Task Rows_WrittenAndReadInParallel_KeepTheirOwnValues()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 100), async (i, _) =>
        {
            var grain = GrainId.Create("chunk", $"parallel/{i}");
            var state = Fresh("x", i);
            await _storage.WriteAsync(grain, state);
            state.State = (await _storage.ReadAsync(grain)).State! with { Text = $"text {i}" };
            await _storage.WriteAsync(grain, state);
            Assert.Equal(new Notes { Text = $"text {i}", Count = i }, (await _storage.ReadAsync(grain)).State);
        });
    }
}
