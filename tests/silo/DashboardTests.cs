using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenPayments.Client;
using OpenPayments.Client.Tests.Processes;
using OpenPayments.GrainInterfaces;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Silo.Tests.Support;

namespace OpenPayments.Silo.Tests;

/// <summary>The dashboard of a real silo: behind its token, and with the state of every sort of grain.</summary>
public sealed class DashboardTests(TestServers servers)
{
    private const string Token = "a-token-of-the-tests";
    private static readonly FileId General = new(2018, new DateOnly(2021, 1, 22), Kind.General);

    [Fact]
    public async Task GrainState_ShowsEverySortOfGrain_ToThoseWithTheToken()
    {
        await using var cluster = await TestCluster.StartAsync(servers, 0);
        var silo = await cluster.StartSiloAsync(new Dictionary<string, string?> { ["OPENPAYMENTS_DASHBOARD_TOKEN"] = Token });
        (await cluster.RunAsync("ingest", Repository.Samples, "--year", "2018")).Expect(ExitCodes.Ok);

        Assert.Equal(HttpStatusCode.OK, await silo.StatusOfAsync("/health/live"));
        Assert.Equal(HttpStatusCode.Unauthorized, await silo.StatusOfAsync("/dashboard/"));
        Assert.Equal(HttpStatusCode.Unauthorized, await silo.StatusOfAsync("/dashboard/GrainState?grainId=2018&grainType=OpenPayments.Grains.YearGrain"));
        using var http = new HttpClient { BaseAddress = silo.Web };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        Assert.Contains("<html", await http.GetStringAsync("/dashboard/"), StringComparison.OrdinalIgnoreCase);

        Assert.Equal("general-g2", (await StateAsync(http, "FileGrain", General.ToString()))["Work"]!["Source"]!["Layout"]!.Text("EraId"));
        Assert.Single((await StateAsync(http, "YearGrain", "2018"))["Files"]!.AsArray());
        Assert.Equal(271, (await StateAsync(http, "ChunkGrain", new ChunkId(General, 0).ToString()))["Result"]!.Number("AcceptedCount"));
        Assert.NotNull((await StateAsync(http, "CatalogGrain", ICatalogGrain.Key))["Years"]!["2018"]);
        Assert.Equal(cluster.Lake, (await StateAsync(http, "Cluster.ClusterGrain", IClusterGrain.Key)).Text("Lake"));
    }

    private static async Task<JsonNode> StateAsync(HttpClient http, string type, string key)
    {
        // The answer is a JSON text that holds the state as JSON.
        var answer = await http.GetStringAsync($"/dashboard/GrainState?grainId={Uri.EscapeDataString(key)}&grainType=OpenPayments.Grains.{type}");
        return JsonNode.Parse(JsonSerializer.Deserialize<string>(answer)!)!["GetState"] ?? throw new InvalidDataException($"The dashboard shows no state of {type} {key}: {answer}");
    }
}
