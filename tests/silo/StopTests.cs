using OpenPayments.Client;
using OpenPayments.Client.Tests.Processes;
using OpenPayments.Silo.Tests.Support;

namespace OpenPayments.Silo.Tests;

/// <summary>Silos and clients that leave in the middle of a run, each in its way: the lake comes out as if nobody had.</summary>
public sealed class StopTests(TestServers servers, StopTests.Undisturbed undisturbed) : IClassFixture<StopTests.Undisturbed>
{
    private string[] Ingest => ["ingest", undisturbed.Sources, "--chunk-size", "16KiB"];

    private async Task ExpectTheLakeOfOneMachineAsync(TestCluster cluster)
    {
        var report = (await cluster.RunAsync([.. Ingest, "--json"])).Expect(ExitCodes.Ok).Json();
        Assert.Equal(undisturbed.Digest, report.Text("lake_digest"));
        Assert.Equal(undisturbed.Digest, (await cluster.RunAsync("verify", "--json")).Expect(ExitCodes.Ok).Json().Text("digest"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SiloThatIsToldToStop_OrIsKilled_LeavesItsWorkToTheOther(bool isKilled)
    {
        await using var cluster = await TestCluster.StartAsync(servers, 2);
        using var run = cluster.Start(Ingest);
        await run.WaitForErrorAsync("general: ingesting");

        if (isKilled)
            await cluster.Silos[0].KillAsync();
        else
            Assert.Contains("has left", (await cluster.Silos[0].StopAsync()).Expect(ExitCodes.Ok).Out, StringComparison.Ordinal);

        (await run.EndAsync()).Expect(ExitCodes.Ok);
        await ExpectTheLakeOfOneMachineAsync(cluster);
    }

    [Fact]
    public async Task ClientThatIsKilled_MayComeBack_AndTheRunHasGoneOn()
    {
        await using var cluster = await TestCluster.StartAsync(servers, 1);
        using (var run = cluster.Start(Ingest))
        {
            await run.WaitForErrorAsync("general: ingesting");
            run.Send(ProgramRun.SigKill);
            await run.EndAsync();
        }

        await ExpectTheLakeOfOneMachineAsync(cluster);
    }

    [Fact]
    public async Task Interrupt_Detaches_AndTheRunGoesOn_UntilItIsCancelled()
    {
        await using var cluster = await TestCluster.StartAsync(servers, 1);
        using (var run = cluster.Start(Ingest))
        {
            await run.WaitForErrorAsync("general: ingesting");
            run.Send(ProgramRun.SigInt);
            var detached = (await run.EndAsync()).Expect(ExitCodes.Interrupted);
            Assert.Contains("Detached; the cluster goes on with 2023", detached.Error, StringComparison.Ordinal);
            Assert.Contains("`openpayments cancel 2023`", detached.Error, StringComparison.Ordinal);
        }

        var cancelled = (await cluster.RunAsync("cancel", "2023")).Expect(ExitCodes.Ok);
        Assert.Contains("The run of 2023 has", cancelled.Out, StringComparison.Ordinal);
        Assert.Contains("Nothing is being done to 2023", (await cluster.RunAsync("cancel", "2023")).Expect(ExitCodes.Ok).Out, StringComparison.Ordinal);
        await ExpectTheLakeOfOneMachineAsync(cluster);
    }

    [Fact]
    public async Task WholeClusterThatIsKilled_GoesOnByItself_WhenOneSiloComesBack()
    {
        await using var cluster = await TestCluster.StartAsync(servers, 1);
        using (var run = cluster.Start(Ingest))
        {
            await run.WaitForErrorAsync("general: ingesting");
            run.Send(ProgramRun.SigKill);
            await cluster.Silos[0].KillAsync();
        }

        await cluster.StartSiloAsync();
        await ExpectTheLakeOfOneMachineAsync(cluster);
    }

    /// <summary>What the same file comes to on one machine.</summary>
    public sealed class Undisturbed : IAsyncLifetime
    {
        private readonly TestLake _lake = new();

        public string Digest { get; private set; } = "";

        public string Sources => _lake.Sources;

        public async ValueTask InitializeAsync()
        {
            _lake.Generate("general-g3", records: 4000);
            Digest = (await _lake.IngestAsync("--chunk-size", "16KiB", "--json")).Expect(ExitCodes.Ok).Json().Text("lake_digest");
        }

        public ValueTask DisposeAsync()
        {
            _lake.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
