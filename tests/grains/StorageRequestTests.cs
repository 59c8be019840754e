using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using OpenPayments.GrainInterfaces;
using OpenPayments.Grains.Tests.Support;
using OpenPayments.Orleans.Sqlite;
using OpenPayments.Silo;
using Orleans.Serialization.Serializers;
using Orleans.Storage;
using static OpenPayments.Grains.Tests.Support.Samples;

namespace OpenPayments.Grains.Tests;

/// <summary>Requests to storage cost money in DynamoDB: how many a chunk takes is a promise.</summary>
public sealed class StorageRequestTests : IDisposable
{
    private readonly TestLake _lake = new();

    public void Dispose() => _lake.Dispose();

    [Theory]
    [InlineData(50)]
    [InlineData(500)]
    public async Task Run_TakesOneReadAndTwoWritesAChunk_AndFewOfItsFile(int chunkCount)
    {
        var requests = new ConcurrentDictionary<string, int>();
        await using var silo = await _lake.StartAsync(new FakeStages { ChunkCount = chunkCount }, services => services
            .AddKeyedSingleton<IGrainStorage>(CoordinatorOptions.StorageName, (provider, _) => new CountingStorage(
                new SqliteGrainStorage(
                    provider.GetRequiredService<StateDatabases>().Open(LakeFolder.StatePath(_lake.Path)),
                    provider.GetRequiredService<IGrainStorageSerializer>(),
                    provider.GetRequiredService<IActivatorProvider>(),
                    TimeProvider.System),
                requests))
            // As in a cluster: progress is written down once a second at most.
            .Configure<CoordinatorOptions>(options => options.PulsePeriod = TimeSpan.FromSeconds(1)));

        var result = await silo.Grains.RunAsync(Request("run-1", General));

        Assert.Equal(RunOutcome.Succeeded, result.Outcome);
        Assert.Equal((chunkCount, 2 * chunkCount), (requests["read chunk"], requests["write chunk"]));
        Assert.InRange(requests["write file"] + requests["write landing"], 1, chunkCount);
    }

    private sealed class CountingStorage(IGrainStorage storage, ConcurrentDictionary<string, int> requests) : IGrainStorage
    {
        public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            requests.AddOrUpdate($"read {stateName}", 1, (_, count) => count + 1);
            return storage.ReadStateAsync(stateName, grainId, grainState);
        }

        public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
        {
            requests.AddOrUpdate($"write {stateName}", 1, (_, count) => count + 1);
            return storage.WriteStateAsync(stateName, grainId, grainState);
        }

        public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => storage.ClearStateAsync(stateName, grainId, grainState);
    }
}
