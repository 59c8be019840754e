using System.Globalization;
using Amazon.DynamoDBv2.Model;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Configuration;
using Orleans.Reminders.DynamoDB;
using Orleans.Runtime;

namespace OpenPayments.Orleans.DynamoDB.Tests;

/// <summary>What Orleans asks of every reminder table.</summary>
public sealed class ReminderTableTests(LocalDynamoDB server) : IAsyncLifetime
{
    private static readonly GrainId Grain = GrainId.Create("year", "2023");
    private readonly string _tableName = LocalDynamoDB.NewName("OrleansReminders");
    private IReminderTable _table = null!;

    public async ValueTask InitializeAsync() => _table = await OpenAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<IReminderTable> OpenAsync(string serviceId = "svc")
    {
        IReminderTable table = new DynamoDBReminderTable(
            Options.Create(new DynamoDBReminderStorageOptions { Service = server.Url, TableName = _tableName }),
            Options.Create(new ClusterOptions { ClusterId = "cluster", ServiceId = serviceId }));
        await table.StartAsync(CancellationToken.None);
        return table;
    }

    private static ReminderEntry Entry(GrainId grain, string name = "watchdog") => new()
    {
        GrainId = grain,
        ReminderName = name,
        StartAt = new DateTime(2026, 11, 23, 1, 2, 3, DateTimeKind.Utc),
        Period = TimeSpan.FromMinutes(1),
    };

    [Fact]
    public async Task Upsert_ThenRead_KeepsTheSchedule()
    {
        var etag = await _table.UpsertRow(Entry(Grain));

        var read = await _table.ReadRow(Grain, "watchdog");

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
        Assert.Null(await _table.ReadRow(Grain, "watchdog"));
        Assert.Empty((await _table.ReadRows(Grain)).Reminders);
        Assert.Empty((await _table.ReadRows(0, 0)).Reminders);
    }

    [Fact]
    public async Task Upsert_InParallel_GivesEveryRowItsOwnEtag()
    {
        var etags = await Task.WhenAll(Enumerable.Range(0, 25).Select(i => _table.UpsertRow(Entry(GrainId.Create("year", $"{i}")))));
        Assert.Equal(25, etags.Distinct().Count());
    }

    [Fact]
    public async Task Upsert_OfTheSameRow_ReplacesScheduleAndEtag()
    {
        var first = await _table.UpsertRow(Entry(Grain));
        var changed = Entry(Grain);
        changed.Period = TimeSpan.FromHours(2);
        var second = await _table.UpsertRow(changed);

        var rows = (await _table.ReadRows(Grain)).Reminders;
        Assert.NotEqual(first, second);
        Assert.Equal((second, TimeSpan.FromHours(2)), (Assert.Single(rows).ETag, rows[0].Period));
        Assert.False(await _table.RemoveRow(Grain, "watchdog", first!));
    }

    [Theory]
    [InlineData("foo/bar\\#b_a_z?")]
    [InlineData("x' OR '1'='1")]
    [InlineData("имя")]
    public async Task Remove_WantsNameAndEtag_AndHappensOnce(string name)
    {
        var etag = await _table.UpsertRow(Entry(Grain, name));

        Assert.False(await _table.RemoveRow(Grain, name, "no etag"));
        Assert.False(await _table.RemoveRow(Grain, name, "1"));
        Assert.False(await _table.RemoveRow(Grain, "other", etag!));
        Assert.True(await _table.RemoveRow(Grain, name, etag!));
        Assert.False(await _table.RemoveRow(Grain, name, etag!));
        Assert.Null(await _table.ReadRow(Grain, name));
    }

    [Fact]
    public async Task Remove_WithTheEtagOfAnEarlierLife_LeavesTheRow()
    {
        var earlier = await _table.UpsertRow(Entry(Grain));
        Assert.True(await _table.RemoveRow(Grain, "watchdog", earlier!));
        await _table.UpsertRow(Entry(Grain));

        Assert.False(await _table.RemoveRow(Grain, "watchdog", earlier!));
    }

    [Fact]
    public async Task ReadRows_OfAGrain_GivesAllOfItsAndNoOthers()
    {
        await _table.UpsertRow(Entry(Grain, "a"));
        await _table.UpsertRow(Entry(Grain, "b"));
        await _table.UpsertRow(Entry(GrainId.Create("year", "20231"), "a"));

        Assert.Equal(["a", "b"], (await _table.ReadRows(Grain)).Reminders.Select(r => r.ReminderName).Order());
    }

    [Fact]
    public async Task ReadRows_OfARange_ExcludesItsBeginAndWrapsAround()
    {
        var grains = Enumerable.Range(0, 50).Select(i => GrainId.Create("year", $"{i}")).ToArray();
        foreach (var grain in grains) await _table.UpsertRow(Entry(grain));
        var random = new Random(20260130);
        var ranges = Enumerable.Range(0, 50)
            .Select(_ => (Begin: (uint)random.NextInt64(uint.MaxValue), End: (uint)random.NextInt64(uint.MaxValue)))
            .Concat(grains.Take(10).Select(g => (Begin: g.GetUniformHashCode(), End: grains[^1].GetUniformHashCode())))
            .Concat([(0u, uint.MaxValue), (0u, 0u), (7u, 7u), (uint.MaxValue, 0u)]);

        foreach (var (begin, end) in ranges)
        {
            var expected = grains.Where(g => InRange(g.GetUniformHashCode(), begin, end)).Select(g => g.ToString()).Order();
            var rows = (await _table.ReadRows(begin, end)).Reminders;
            Assert.Equal(expected, rows.Select(r => r.GrainId.ToString()).Order());
        }

        static bool InRange(uint hash, uint begin, uint end) =>
            begin < end ? hash > begin && hash <= end : hash > begin || hash <= end;
    }

    [Fact]
    public async Task Clear_RemovesEverything()
    {
        await _table.UpsertRow(Entry(Grain));
        await _table.TestOnlyClearTable();
        Assert.Empty((await _table.ReadRows(0, 0)).Reminders);
    }

    [Fact]
    public async Task Start_AgainAndAfterReopening_KeepsTheRows()
    {
        await _table.StartAsync(CancellationToken.None);
        await _table.UpsertRow(Entry(Grain));
        await _table.StartAsync(CancellationToken.None);
        await _table.StopAsync(CancellationToken.None);

        Assert.NotNull(await (await OpenAsync()).ReadRow(Grain, "watchdog"));
    }

    [Fact]
    public async Task Services_OfOneTable_AreSeparate()
    {
        var other = await OpenAsync("svc-2");
        await _table.UpsertRow(Entry(Grain));
        await other.UpsertRow(Entry(Grain));

        await other.TestOnlyClearTable();

        Assert.Null(await other.ReadRow(Grain, "watchdog"));
        Assert.Empty((await other.ReadRows(0, 0)).Reminders);
        Assert.Single((await _table.ReadRows(0, 0)).Reminders);
        Assert.Single((await _table.ReadRows(Grain)).Reminders);
    }

    [Fact]
    public async Task Clear_OfManyRows_RemovesAll()
    {
        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => _table.UpsertRow(Entry(Grain, $"r{i}"))));
        await _table.TestOnlyClearTable();
        Assert.Empty((await _table.ReadRows(0, 0)).Reminders);
    }

    [Theory]
    [InlineData("11/23/2026 01:02:03")] // invariant culture: what we write too
    [InlineData("11/23/2026 1:02:03 AM")] // en-US
    [InlineData("2026-11-23 01:02:03")] // sv-SE
    [InlineData("2026-11-23T01:02:03.0000000Z")]
    [InlineData("2026-11-23T02:02:03.0000000+01:00")]
    public async Task StartTime_AsTheOfficialPackageWroteIt_IsRead(string startTime)
    {
        await server.Client.PutItemAsync(_tableName, OfficialRow(startTime));

        var read = await _table.ReadRow(Grain, "watchdog");

        Assert.Equal(Entry(Grain).StartAt, read!.StartAt);
        Assert.Equal((TimeSpan.FromMinutes(1), "123", Grain), (read.Period, read.ETag, read.GrainId));
        Assert.Single((await _table.ReadRows(Grain)).Reminders);
        Assert.True(await _table.RemoveRow(Grain, "watchdog", "123"));
    }

    [Fact]
    public async Task ARow_IsWrittenAsTheOfficialPackageReadsIt()
    {
        var etag = await _table.UpsertRow(Entry(Grain));

        var row = Assert.Single((await server.Client.ScanAsync(new ScanRequest(_tableName))).Items);
        var official = OfficialRow("11/23/2026 01:02:03");
        official["ETag"] = new() { N = etag };
        Assert.Equal(Rows.Text(official), Rows.Text(row));
    }

    [Fact]
    public async Task ADamagedRow_IsNamed()
    {
        await server.Client.PutItemAsync(_tableName, OfficialRow("yesterday"));
        var error = await Assert.ThrowsAsync<DynamoDBException>(() => _table.ReadRow(Grain, "watchdog"));
        Assert.Contains("svc_year/2023_watchdog", error.Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, AttributeValue> OfficialRow(string startTime) => new()
    {
        ["ReminderId"] = new("svc_year/2023_watchdog"),
        ["GrainHash"] = new() { N = Grain.GetUniformHashCode().ToString(CultureInfo.InvariantCulture) },
        ["ServiceId"] = new("svc"),
        ["GrainReference"] = new("year/2023"),
        ["ReminderName"] = new("watchdog"),
        ["Period"] = new("00:01:00"),
        ["StartTime"] = new(startTime),
        ["ETag"] = new() { N = "123" },
    };
}
