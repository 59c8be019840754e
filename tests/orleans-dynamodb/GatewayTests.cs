using Orleans;
using Orleans.Runtime;
using static OpenPayments.Orleans.DynamoDB.Tests.TestCluster;

namespace OpenPayments.Orleans.DynamoDB.Tests;

public sealed class GatewayTests(LocalDynamoDB server)
{
    [Fact]
    public async Task Gateways_AreTheActiveSilosThatHaveAPort_OfTheirCluster()
    {
        var silos = new TestCluster(server.Url);
        var table = await silos.SiloAsync();
        foreach (var status in Enum.GetValues<SiloStatus>().Where(status => status != SiloStatus.None))
            await table.InsertAsync(Entry(10 + (int)status, status));
        await table.InsertAsync(Entry(1, proxyPort: 30001, generation: 7));
        await table.InsertAsync(Entry(2, proxyPort: 0));
        await (await silos.SiloAsync("cluster-2")).InsertAsync(Entry(3));

        var gateways = await (await silos.ClientAsync()).GetGatewaysAsync(CancellationToken.None);

        Assert.Equal(["gwy.tcp://127.0.0.1:30000/1", "gwy.tcp://127.0.0.1:30001/7"], gateways.Select(uri => uri.ToString()).Order());
    }

    [Fact]
    public async Task AClient_AsksByQueryAlone()
    {
        using var proxy = new FakeEndpoint(server.Url);
        var silos = new TestCluster(server.Url);
        await silos.SiloAsync();

        var client = await new TestCluster(proxy.Url, silos.TableName).ClientAsync();
        Assert.Empty(await client.GetGatewaysAsync(CancellationToken.None));

        Assert.Equal(["Query"], proxy.Operations);
        Assert.Equal(TimeSpan.FromMinutes(1), client.MaxStaleness);
    }

    [Fact]
    public async Task AClient_BeforeTheFirstSilo_SaysThatTheTableIsMissing()
    {
        var client = await new TestCluster(server.Url).ClientAsync();

        var error = await Assert.ThrowsAsync<DynamoDBException>(() => client.GetGatewaysAsync(CancellationToken.None));
        Assert.Contains("does not exist", error.Message, StringComparison.Ordinal);
    }
}
