using System.Diagnostics;
using OpenPayments.GrainInterfaces;
using OpenPayments.Grains.Cluster;
using OpenPayments.Silo.Tests.Support;
using Orleans;

namespace OpenPayments.Silo.Tests;

/// <summary>A silo that dies without a word: its grains are elsewhere as soon as the others know. How soon that is, the output says.</summary>
public sealed class FailoverTests(TestServers servers, ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Theory]
    [InlineData(3)]
    [InlineData(2)]
    public async Task GrainsOfALostSilo_AnswerFromAnother(int silos)
    {
        await using var cluster = await TestCluster.StartAsync(servers, silos);
        await using var client = await cluster.ConnectAsync();
        var (year, lost) = await FindYearAsync(cluster, client.Grains);

        await lost.KillAsync();
        var time = Stopwatch.StartNew();
        while (!await AnswersAsync(year)) Assert.True(time.Elapsed < Patience, "Nobody took over.");

        output.WriteLine($"{silos} silos, one killed: its grains answered again after {time.Elapsed.TotalSeconds:F1} s.");
        // A silo may go by what it remembers of the lost one until it hears of the loss too.
        while (await cluster.FindSiloAsync(client.Grains, year) == lost)
        {
            Assert.True(time.Elapsed < Patience, "The year is still looked for on the lost silo.");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>A year that is not on the silo that the client talks to first.</summary>
    private static async Task<(IYearGrain Year, TestSilo Silo)> FindYearAsync(TestCluster cluster, IGrainFactory grains)
    {
        for (var number = 2013; number < 2100; number++)
        {
            var year = grains.GetYear(number);
            await year.GetProgressAsync();
            if (await cluster.FindSiloAsync(grains, year) is { } silo && silo != cluster.Silos[0]) return (year, silo);
        }

        throw new InvalidOperationException("All years are on one silo.");
    }

    private static async Task<bool> AnswersAsync(IYearGrain year)
    {
        try
        {
            await year.GetProgressAsync().WaitAsync(TimeSpan.FromSeconds(1));
            return true;
        }
        catch (Exception e) when (SiloLoss.Explains(e))
        {
            await Task.Delay(100);
            return false;
        }
    }
}
