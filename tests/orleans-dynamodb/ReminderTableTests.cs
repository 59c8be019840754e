using System.Globalization;
using Amazon.DynamoDBv2.Model;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Configuration;
using Orleans.Reminders.DynamoDB;
using Orleans.Runtime;

namespace OpenPayments.Orleans.DynamoDB.Tests;

public sealed class ReminderTableTests(LocalDynamoDB server) : ReminderTableContract, IAsyncLifetime
{
    private readonly string _tableName = LocalDynamoDB.NewName("OrleansReminders");
    private IReminderTable _table = null!;

    protected override IReminderTable Table => _table;

    protected override Task<IReminderTable> ReopenAsync() => OpenAsync();

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

    [Fact]
    public async Task Services_OfOneTable_AreSeparate()
    {
        var other = await OpenAsync("svc-2");
        await Table.UpsertRow(Entry(Grain));
        await other.UpsertRow(Entry(Grain));

        await other.TestOnlyClearTable();

        Assert.Null(await other.ReadRow(Grain, "watchdog"));
        Assert.Empty((await other.ReadRows(0, 0)).Reminders);
        Assert.Single((await Table.ReadRows(0, 0)).Reminders);
        Assert.Single((await Table.ReadRows(Grain)).Reminders);
    }

    [Fact]
    public async Task Clear_OfManyRows_RemovesAll()
    {
        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Table.UpsertRow(Entry(Grain, $"r{i}"))));
        await Table.TestOnlyClearTable();
        Assert.Empty((await Table.ReadRows(0, 0)).Reminders);
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

        var read = await Table.ReadRow(Grain, "watchdog");

        Assert.Equal(Entry(Grain).StartAt, read!.StartAt);
        Assert.Equal((TimeSpan.FromMinutes(1), "123", Grain), (read.Period, read.ETag, read.GrainId));
        Assert.Single((await Table.ReadRows(Grain)).Reminders);
        Assert.True(await Table.RemoveRow(Grain, "watchdog", "123"));
    }

    [Fact]
    public async Task ARow_IsWrittenAsTheOfficialPackageReadsIt()
    {
        var etag = await Table.UpsertRow(Entry(Grain));

        var row = Assert.Single((await server.Client.ScanAsync(new ScanRequest(_tableName))).Items);
        var official = OfficialRow("11/23/2026 01:02:03");
        official["ETag"] = new() { N = etag };
        Assert.Equal(Rows.Text(official), Rows.Text(row));
    }

    [Fact]
    public async Task ADamagedRow_IsNamed()
    {
        await server.Client.PutItemAsync(_tableName, OfficialRow("yesterday"));
        var error = await Assert.ThrowsAsync<DynamoDBException>(() => Table.ReadRow(Grain, "watchdog"));
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
