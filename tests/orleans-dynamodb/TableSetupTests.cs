using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Configuration;
using Orleans.Reminders.DynamoDB;

namespace OpenPayments.Orleans.DynamoDB.Tests;

/// <summary>How tables come to be, and what is left alone.</summary>
public sealed class TableSetupTests(LocalDynamoDB server)
{
    private readonly string _name = LocalDynamoDB.NewName("table");

    private async Task<TableDescription> DescribeAsync() => (await server.Client.DescribeTableAsync(_name)).Table;

    private Task<TestStorage> OpenStorageAsync(Action<DynamoDBStorageOptions>? configure = null, string? url = null)
    {
        var options = TestStorage.NewOptions(url ?? server.Url);
        options.TableName = _name;
        configure?.Invoke(options);
        return TestStorage.OpenAsync(options);
    }

    private async Task<IReminderTable> OpenRemindersAsync(string? url = null)
    {
        IReminderTable table = new DynamoDBReminderTable(
            Options.Create(new DynamoDBReminderStorageOptions { Service = url ?? server.Url, TableName = _name }),
            Options.Create(new ClusterOptions { ServiceId = "svc" }));
        await table.StartAsync(CancellationToken.None);
        return table;
    }

    private Task<CreateTableResponse> CreateAsync(BillingMode mode, params string[] keys) => server.Client.CreateTableAsync(new CreateTableRequest
    {
        TableName = _name,
        KeySchema = [new(keys[0], KeyType.HASH), new(keys[1], KeyType.RANGE)],
        AttributeDefinitions = [new(keys[0], ScalarAttributeType.S), new(keys[1], keys[1] == "GrainHash" ? ScalarAttributeType.N : ScalarAttributeType.S)],
        BillingMode = mode,
        ProvisionedThroughput = mode == BillingMode.PROVISIONED ? new ProvisionedThroughput(3, 2) : null,
    });

    [Fact]
    public async Task ANewTable_IsPaidByRequest_UnderTheOfficialKeys()
    {
        await OpenStorageAsync();

        var table = await DescribeAsync();
        Assert.Equal(BillingMode.PAY_PER_REQUEST, table.BillingModeSummary.BillingMode);
        Assert.Equal([("GrainReference", "HASH"), ("GrainType", "RANGE")], table.KeySchema.Select(key => (key.AttributeName, key.KeyType.Value)));
        Assert.Equal(["S", "S"], table.AttributeDefinitions.Select(attribute => attribute.AttributeType.Value));
    }

    [Fact]
    public async Task ANewTable_IsProvisioned_WhenAskedFor()
    {
        await OpenStorageAsync(options => (options.UseProvisionedThroughput, options.ReadCapacityUnits) = (true, 4));

        var throughput = (await DescribeAsync()).ProvisionedThroughput;
        Assert.Equal((4, 5), (throughput.ReadCapacityUnits, throughput.WriteCapacityUnits));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ATableThatIsPaidByRequest_StaysSo(bool provisioned)
    {
        await CreateAsync(BillingMode.PAY_PER_REQUEST, "GrainReference", "GrainType");
        await OpenStorageAsync(options => options.UseProvisionedThroughput = provisioned);
        Assert.Equal(BillingMode.PAY_PER_REQUEST, (await DescribeAsync()).BillingModeSummary.BillingMode);
    }

    [Theory]
    [InlineData(false, true, 3, 2)] // on-demand is the default of new tables, no wish to change old ones
    [InlineData(true, false, 3, 2)]
    [InlineData(true, true, 10, 5)]
    public async Task AProvisionedTable_StaysSo_AndFollowsUnitsOnlyWhenAskedTo(bool provisioned, bool update, long reads, long writes)
    {
        await CreateAsync(BillingMode.PROVISIONED, "GrainReference", "GrainType");
        await OpenStorageAsync(options => (options.UseProvisionedThroughput, options.UpdateIfExists) = (provisioned, update));

        var table = await DescribeAsync();
        Assert.NotEqual(BillingMode.PAY_PER_REQUEST, table.BillingModeSummary?.BillingMode);
        Assert.Equal((reads, writes), (table.ProvisionedThroughput.ReadCapacityUnits, table.ProvisionedThroughput.WriteCapacityUnits));
    }

    [Fact]
    public async Task WithBothOptionsOff_NothingIsAsked()
    {
        using var proxy = new FakeEndpoint(server.Url);
        await OpenStorageAsync(options => (options.CreateIfNotExists, options.UpdateIfExists) = (false, false), proxy.Url);
        Assert.Empty(proxy.Operations);
    }

    [Fact]
    public async Task AMissingTable_ThatMayNotBeCreated_IsNamed()
    {
        var error = await Assert.ThrowsAsync<DynamoDBException>(() => OpenStorageAsync(options => options.CreateIfNotExists = false));
        Assert.Contains($"'{_name}' does not exist", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ManySilosAtOnce_CreateOneTable_WithItsIndexes()
    {
        var tables = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => OpenRemindersAsync())));

        var indexes = (await DescribeAsync()).GlobalSecondaryIndexes.ToDictionary(index => index.IndexName, index => string.Join(' ', index.KeySchema.Select(key => $"{key.AttributeName} {key.KeyType} {index.Projection.ProjectionType}")));
        Assert.Equal("ServiceId HASH ALL GrainHash RANGE ALL", indexes["ServiceIdIndex"]);
        Assert.Equal("ServiceId HASH ALL GrainReference RANGE ALL", indexes["ServiceIdGrainReferenceIndex"]);
        Assert.All(await Task.WhenAll(tables.Select(table => table.ReadRows(0, 0))), data => Assert.Empty(data.Reminders));
    }

    [Fact]
    public async Task MissingIndexes_AreAdded_ByManySilosAtOnce()
    {
        await CreateAsync(BillingMode.PROVISIONED, "ReminderId", "GrainHash");
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => OpenRemindersAsync())));

        var table = await DescribeAsync();
        Assert.Equal(["ServiceIdGrainReferenceIndex", "ServiceIdIndex"], table.GlobalSecondaryIndexes.Select(index => index.IndexName).Order());
        Assert.All(table.GlobalSecondaryIndexes, index => Assert.Equal(IndexStatus.ACTIVE, index.IndexStatus));
    }

    [Fact]
    public async Task TimeToLive_IsTurnedOn_AlsoByManySilosAtOnceAndOnAnOldTable()
    {
        await OpenStorageAsync();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => OpenStorageAsync(options => options.TimeToLive = TimeSpan.FromDays(30)))));

        var ttl = (await server.Client.DescribeTimeToLiveAsync(_name)).TimeToLiveDescription;
        Assert.Equal(("GrainTtl", TimeToLiveStatus.ENABLED), (ttl.AttributeName, ttl.TimeToLiveStatus));
    }

    [Fact]
    public async Task ACancelledStart_AsksNothing()
    {
        using var proxy = new FakeEndpoint(server.Url);
        var storage = TestStorage.Closed(TestStorage.NewOptions(proxy.Url));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => storage.Storage.Init(new CancellationToken(canceled: true)));

        Assert.Empty(proxy.Operations);
    }
}
