using Orleans;
using Orleans.Runtime;

namespace OpenPayments.Orleans.Tests;

/// <summary>What Orleans asks of every reminder table. Every provider's tests derive from it.</summary>
public abstract class ReminderTableContract
{
    protected static readonly GrainId Grain = GrainId.Create("year", "2023");

    /// <summary>Empty at the start of each test.</summary>
    protected abstract IReminderTable Table { get; }

    /// <summary>The same rows, as a silo that starts later finds them.</summary>
    protected abstract Task<IReminderTable> ReopenAsync();

    protected static ReminderEntry Entry(GrainId grain, string name = "watchdog") => new()
    {
        GrainId = grain,
        ReminderName = name,
        StartAt = new DateTime(2026, 11, 23, 1, 2, 3, DateTimeKind.Utc),
        Period = TimeSpan.FromMinutes(1),
    };

    [Fact]
    public async Task Upsert_ThenRead_KeepsTheSchedule()
    {
        var etag = await Table.UpsertRow(Entry(Grain));

        var read = await Table.ReadRow(Grain, "watchdog");

        Assert.NotNull(read);
        Assert.False(string.IsNullOrEmpty(etag));
        Assert.Equal((Grain, "watchdog", etag), (read.GrainId, read.ReminderName, read.ETag));
        Assert.Equal(Entry(Grain).StartAt, read.StartAt);
        Assert.Equal(DateTimeKind.Utc, read.StartAt.Kind);
        Assert.Equal(TimeSpan.FromMinutes(1), read.Period);
    }

    [Fact]
    public async Task Read_OfNothing_IsNullOrEmpty()
    {
        Assert.Null(await Table.ReadRow(Grain, "watchdog"));
        Assert.Empty((await Table.ReadRows(Grain)).Reminders);
        Assert.Empty((await Table.ReadRows(0, 0)).Reminders);
    }

    [Fact]
    public async Task Upsert_InParallel_GivesEveryRowItsOwnEtag()
    {
        var etags = await Task.WhenAll(Enumerable.Range(0, 25).Select(i => Table.UpsertRow(Entry(GrainId.Create("year", $"{i}")))));
        Assert.Equal(25, etags.Distinct().Count());
    }

    [Fact]
    public async Task Upsert_OfTheSameRow_ReplacesScheduleAndEtag()
    {
        var first = await Table.UpsertRow(Entry(Grain));
        var changed = Entry(Grain);
        changed.Period = TimeSpan.FromHours(2);
        var second = await Table.UpsertRow(changed);

        var rows = (await Table.ReadRows(Grain)).Reminders;
        Assert.NotEqual(first, second);
        Assert.Equal((second, TimeSpan.FromHours(2)), (Assert.Single(rows).ETag, rows[0].Period));
        Assert.False(await Table.RemoveRow(Grain, "watchdog", first!));
    }

    [Theory]
    [InlineData("foo/bar\\#b_a_z?")]
    [InlineData("x' OR '1'='1")]
    [InlineData("имя")]
    public async Task Remove_WantsNameAndEtag_AndHappensOnce(string name)
    {
        var etag = await Table.UpsertRow(Entry(Grain, name));

        Assert.False(await Table.RemoveRow(Grain, name, "no etag"));
        Assert.False(await Table.RemoveRow(Grain, name, "1"));
        Assert.False(await Table.RemoveRow(Grain, "other", etag!));
        Assert.True(await Table.RemoveRow(Grain, name, etag!));
        Assert.False(await Table.RemoveRow(Grain, name, etag!));
        Assert.Null(await Table.ReadRow(Grain, name));
    }

    [Fact]
    public async Task Remove_WithTheEtagOfAnEarlierLife_LeavesTheRow()
    {
        var earlier = await Table.UpsertRow(Entry(Grain));
        Assert.True(await Table.RemoveRow(Grain, "watchdog", earlier!));
        await Table.UpsertRow(Entry(Grain));

        Assert.False(await Table.RemoveRow(Grain, "watchdog", earlier!));
    }

    [Fact]
    public async Task ReadRows_OfAGrain_GivesAllOfItsAndNoOthers()
    {
        await Table.UpsertRow(Entry(Grain, "a"));
        await Table.UpsertRow(Entry(Grain, "b"));
        await Table.UpsertRow(Entry(GrainId.Create("year", "20231"), "a"));

        Assert.Equal(["a", "b"], (await Table.ReadRows(Grain)).Reminders.Select(r => r.ReminderName).Order());
    }

    [Fact]
    public async Task ReadRows_OfARange_ExcludesItsBeginAndWrapsAround()
    {
        var grains = Enumerable.Range(0, 50).Select(i => GrainId.Create("year", $"{i}")).ToArray();
        foreach (var grain in grains) await Table.UpsertRow(Entry(grain));
        var random = new Random(20260130);
        var ranges = Enumerable.Range(0, 50)
            .Select(_ => (Begin: (uint)random.NextInt64(uint.MaxValue), End: (uint)random.NextInt64(uint.MaxValue)))
            .Concat(grains.Take(10).Select(g => (Begin: g.GetUniformHashCode(), End: grains[^1].GetUniformHashCode())))
            .Concat([(0u, uint.MaxValue), (0u, 0u), (7u, 7u), (uint.MaxValue, 0u)]);

        foreach (var (begin, end) in ranges)
        {
            var expected = grains.Where(g => InRange(g.GetUniformHashCode(), begin, end)).Select(g => g.ToString()).Order();
            var rows = (await Table.ReadRows(begin, end)).Reminders;
            Assert.Equal(expected, rows.Select(r => r.GrainId.ToString()).Order());
        }

        static bool InRange(uint hash, uint begin, uint end) =>
            begin < end ? hash > begin && hash <= end : hash > begin || hash <= end;
    }

    [Fact]
    public async Task Clear_RemovesEverything()
    {
        await Table.UpsertRow(Entry(Grain));
        await Table.TestOnlyClearTable();
        Assert.Empty((await Table.ReadRows(0, 0)).Reminders);
    }

    [Fact]
    public async Task Start_AgainAndAfterReopening_KeepsTheRows()
    {
        await Table.StartAsync(CancellationToken.None);
        await Table.UpsertRow(Entry(Grain));
        await Table.StartAsync(CancellationToken.None);
        await Table.StopAsync(CancellationToken.None);

        Assert.NotNull(await (await ReopenAsync()).ReadRow(Grain, "watchdog"));
    }
}
