using OpenPayments.Client;
using OpenPayments.Client.Tests.Processes;
using OpenPayments.Silo.Tests.Support;

namespace OpenPayments.Silo.Tests;

/// <summary>Real silos, real servers, the real program: what a cluster makes of the samples is what one machine makes of them.</summary>
public sealed class ClusterRunTests(TestServers servers)
{
    private static async Task<string> EmbeddedDigestAsync(string sources, params string[] options)
    {
        using var folder = new TemporaryFolder();
        return (await ProgramRun.RunAsync(["ingest", sources, "--lake", folder["lake"], "--json", .. options])).Expect(ExitCodes.Ok).Json().Text("lake_digest");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Ingest_ByACluster_MakesTheLakeOfOneMachine_AndAnswersEveryCommand(int silos)
    {
        await using var cluster = await TestCluster.StartAsync(servers, silos);

        var report = (await cluster.RunAsync("ingest", Repository.Samples, "--json")).Expect(ExitCodes.Ok).Json();

        var expected = await EmbeddedDigestAsync(Repository.Samples);
        Assert.Equal(expected, report.Text("lake_digest"));
        Assert.Equal(cluster.Lake, report.Text("lake"));
        Assert.Equal(expected, (await cluster.RunAsync("verify", "--json")).Expect(ExitCodes.Ok).Json().Text("digest"));
        var status = (await cluster.RunAsync("status", "--json")).Expect(ExitCodes.Ok).Json();
        Assert.Equal((expected, (long)silos), (status.Text("lake_digest"), status["writer"]!.Number("silo_count")));
        Assert.Equal(11, status["published"]!.AsArray().Count);
        var rows = (await cluster.RunAsync("query", "SELECT count(*) FROM general_payments", "--format", "csv")).Expect(ExitCodes.Ok).Out;
        Assert.Equal("1819", rows.TrimEnd('\n').Split('\n')[1]);
        var page = (await cluster.RunAsync("report", "2016", "--json")).Expect(ExitCodes.Ok).Json();
        Assert.Equal("pass", page.Text("verdict"));
        Assert.Equal(312, page.File("2016/2021-01-22/general")["comparison"]!["added_count"]!.GetValue<long>());

        var again = (await cluster.RunAsync("ingest", Repository.Samples)).Expect(ExitCodes.Ok);
        Assert.Contains("Nothing to do", again.Out, StringComparison.Ordinal);
    }
}
