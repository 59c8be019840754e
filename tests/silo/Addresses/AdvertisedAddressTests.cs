using System.Net;
using System.Text;
using OpenPayments.Ingestion;
using OpenPayments.Silo.Addresses;
using OpenPayments.Silo.Tests.Support;

namespace OpenPayments.Silo.Tests.Addresses;

public sealed class AdvertisedAddressTests
{
    private const string Awsvpc = """{"DockerId":"x","Networks":[{"NetworkMode":"awsvpc","IPv4Addresses":["10.0.2.106"],"IPv4SubnetCIDRBlock":"10.0.2.0/24"}]}""";

    [Theory]
    [InlineData("10.0.2.106", "127.0.0.1", "169.254.172.3", "10.0.2.106")]
    [InlineData("172.31.4.7", "fe80::1", "169.254.172.3", "172.31.4.7", "10.0.0.1")]
    [InlineData("127.0.0.1", "127.0.0.1", "::1", "169.254.1.1")]
    [InlineData("127.0.0.1")]
    public void Choose_TakesTheFirstThatOthersCanReach(string expected, params string[] addresses) =>
        Assert.Equal(IPAddress.Parse(expected), AdvertisedAddress.Choose(addresses.Select(IPAddress.Parse)));

    [Theory]
    [InlineData(Awsvpc, "10.0.2.106")]
    [InlineData("""{"Networks":[{"NetworkMode":"bridge","IPv4Addresses":["172.17.0.2"]}]}""", null)]
    [InlineData("""{"Networks":[{"NetworkMode":"bridge","IPv4Addresses":["172.17.0.2"]},{"NetworkMode":"awsvpc","IPv4Addresses":["10.1.1.1","10.1.1.2"]}]}""", "10.1.1.1")]
    [InlineData("""{"Networks":[{"NetworkMode":"awsvpc","IPv4Addresses":[]}]}""", null)]
    [InlineData("""{"Networks":null}""", null)]
    [InlineData("""{}""", null)]
    public void Metadata_GivesTheAddressOfTheTask(string json, string? expected) =>
        Assert.Equal(expected, EcsMetadata.ParseAddress(Encoding.UTF8.GetBytes(json))?.ToString());

    [Fact]
    public async Task Configured_WinsOverMetadata_WhichWinsOverTheMachine()
    {
        await using var agent = await FakeAgent.StartAsync(_ => (HttpStatusCode.OK, Awsvpc));
        var metadata = new EcsMetadata(agent.Address, agent.Http);

        Assert.Equal(IPAddress.Parse("10.9.9.9"), await AdvertisedAddress.ChooseAsync(IPAddress.Parse("10.9.9.9"), metadata, CancellationToken.None));
        Assert.Empty(agent.Requests);
        Assert.Equal(IPAddress.Parse("10.0.2.106"), await AdvertisedAddress.ChooseAsync(null, metadata, CancellationToken.None));
        Assert.NotEqual(IPAddress.Parse("10.0.2.106"), await AdvertisedAddress.ChooseAsync(null, null, CancellationToken.None));
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError, "")]
    [InlineData(HttpStatusCode.OK, "<html>")]
    public async Task Metadata_ThatCannotBeRead_SaysWhatToDo(HttpStatusCode status, string body)
    {
        await using var agent = await FakeAgent.StartAsync(_ => (status, body));

        var e = await Assert.ThrowsAsync<InputException>(() => new EcsMetadata(agent.Address, agent.Http).FindAddressAsync(CancellationToken.None));

        Assert.Contains("--advertised-address", e.Message, StringComparison.Ordinal);
    }
}
