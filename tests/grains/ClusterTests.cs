using Microsoft.Extensions.DependencyInjection;
using OpenPayments.GrainInterfaces;
using OpenPayments.Grains.Tests.Support;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Silo;
using Orleans.Serialization;
using Orleans.TestingHost;
using static OpenPayments.Grains.Tests.Support.Samples;

namespace OpenPayments.Grains.Tests;

/// <summary>The same grains over several silos, each with slots of its own.</summary>
public sealed class ClusterTests : IDisposable
{
    private readonly TestLake _lake = new();

    public void Dispose() => _lake.Dispose();

    private async Task<InProcessTestCluster> StartAsync(FakeStages stages, short silos = 2)
    {
        // Storage outside the silos, as in a real cluster: what a silo held in memory goes with it.
        var statePath = LakeFolder.StatePath(_lake.Path);
        var builder = new InProcessTestClusterBuilder(silos);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddSqliteGrainStorage(CoordinatorOptions.StorageName, options => options.DatabasePath = statePath);
            silo.UseSqliteReminderService(options => options.DatabasePath = statePath);
            silo.AddOpenPaymentsGrains(slotCount: 2);
            silo.Services.AddSingleton<IFileStages>(stages);
            silo.Services.AddSingleton<IRunRecorder>(stages);
            silo.Services.Configure<CoordinatorOptions>(options =>
            {
                options.PulsePeriod = TimeSpan.FromMilliseconds(100);
                options.QuietPeriod = TimeSpan.FromMilliseconds(500);
            });
        });
        builder.ConfigureClient(client => client.Services.AddSerializer(serializer => serializer.AddOpenPaymentsMessages()));
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }

    [Fact]
    public async Task Run_OverTwoSilos_Succeeds()
    {
        var stages = new FakeStages { ChunkCount = 40 };
        await using var cluster = await StartAsync(stages);

        var result = await cluster.Client.RunAsync(Request("run-1", General, Research));

        Assert.Equal(RunOutcome.Succeeded, result.Outcome);
        Assert.All(result.Files, file => Assert.Equal(40, file.Progress.FinishedChunkCount));
    }

    [Fact]
    public async Task Run_WhenASiloIsLost_GoesOnOnTheOther()
    {
        var gate = new Gate();
        var stages = new FakeStages { ChunkCount = 12, OnChunk = (chunk, cancellation) => chunk.Index < 4 ? Task.CompletedTask : gate.PassAsync(cancellation) };
        await using var cluster = await StartAsync(stages);
        var year = cluster.Client.GetYear(2023);
        await year.StartAsync(Request("run-1", General));
        await gate.Reached;

        await cluster.KillSiloAsync(cluster.Silos[1]);
        gate.Open();
        var result = await year.EndAsync("run-1");

        Assert.Equal(RunOutcome.Succeeded, result.Outcome);
        Assert.Equal(12, result.Of(General).Progress.FinishedChunkCount);
        Assert.Equal(Landed(Source(General), 12).RecordCount - 12, result.Of(General).Progress.AcceptedCount);
    }

    /// <param name="chunkCount">With 4, all chunks are handed out before the silo joins, and two of them wait for a slot; with 20, some are not.</param>
    [Theory]
    [InlineData(4)]
    [InlineData(20)]
    public async Task SiloThatJoins_GetsChunks_WhileTheOtherIsStuck(int chunkCount)
    {
        var gate = new Gate();
        await using var cluster = await StartAsync(new FakeStages { ChunkCount = chunkCount, OnChunk = (_, cancellation) => gate.PassAsync(cancellation) }, silos: 1);
        await cluster.Client.GetYear(2023).StartAsync(Request("run-1", General));
        await gate.Reached;

        var joined = await cluster.StartAdditionalSiloAsync();

        var management = cluster.Client.GetGrain<IManagementGrain>(0);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!(await Task.WhenAll(Enumerable.Range(0, chunkCount).Select(async index => await management.GetActivationAddress(cluster.Client.GetChunk(new ChunkId(General, index))))))
            .Any(silo => joined.SiloAddress.Equals(silo)))
            await Task.Delay(50, patience.Token);
        gate.Open();
        Assert.Equal(RunOutcome.Succeeded, (await cluster.Client.GetYear(2023).EndAsync("run-1")).Outcome);
    }
}
