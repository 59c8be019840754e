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

    private async Task<InProcessTestCluster> StartAsync(FakeStages stages)
    {
        // Storage outside the silos, as in a real cluster: what a silo held in memory goes with it.
        var statePath = LakeFolder.StatePath(_lake.Path);
        var builder = new InProcessTestClusterBuilder(2);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddSqliteGrainStorage(CoordinatorOptions.StorageName, options => options.DatabasePath = statePath);
            silo.UseSqliteReminderService(options => options.DatabasePath = statePath);
            silo.AddOpenPaymentsGrains(slotCount: 2);
            silo.Services.AddSingleton<IFileStages>(stages);
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
}
