using Microsoft.Extensions.DependencyInjection;
using OpenPayments.Ingestion.Stores;
using OpenPayments.Orleans.Sqlite;
using OpenPayments.Silo;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace OpenPayments.Grains.Tests.Support;

/// <summary>A state database that is full for some grains from some point on.</summary>
internal sealed class FaultyStorage(IGrainStorage storage, Func<string, bool> isFull) : IGrainStorage
{
    public const string Message = "The disk is full: state.db cannot grow.";

    public static void Add(IServiceCollection services, string lakePath, Func<string, bool> isFull) =>
        services.AddKeyedSingleton<IGrainStorage>(CoordinatorOptions.StorageName, (provider, _) => new FaultyStorage(
            new SqliteGrainStorage(
                provider.GetRequiredService<StateDatabases>().Open(LakeFolder.StatePath(lakePath)),
                provider.GetRequiredService<IGrainStorageSerializer>(),
                provider.GetRequiredService<IActivatorProvider>(),
                TimeProvider.System),
            isFull));

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => storage.ReadStateAsync(stateName, grainId, grainState);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        isFull(grainId.Type.ToString()!) ? throw new StoreException(Message) : storage.WriteStateAsync(stateName, grainId, grainState);

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => storage.ClearStateAsync(stateName, grainId, grainState);
}
