using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenPayments.Grains;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Silo;
using OpenPayments.Tests.Servers;
using Orleans.Configuration;
using Orleans.Hosting;

namespace OpenPayments.Benchmarks.Coordinator;

/// <summary>Where the coordinators' state is kept.</summary>
public enum StateKind
{
    Sqlite,
    DynamoDb,
}

/// <summary>Starts silos in this process, one after the other, each over empty state.</summary>
internal sealed class CoordinatorSilos : IAsyncDisposable
{
    private readonly int _parallelism;
    private readonly DynamoDbLocal? _dynamoDb;

    private CoordinatorSilos(int parallelism, DynamoDbLocal? dynamoDb) => (_parallelism, _dynamoDb) = (parallelism, dynamoDb);

    public static async Task<CoordinatorSilos> StartAsync(StateKind state, int parallelism, CancellationToken cancellation) =>
        new(parallelism, state == StateKind.DynamoDb ? await DynamoDbLocal.StartAsync(cancellation: cancellation) : null);

    public async Task<CoordinatorSilo> StartSiloAsync(int chunks, CancellationToken cancellation)
    {
        var stages = new EmptyStages(chunks);
        if (_dynamoDb is { } dynamoDb)
        {
            var host = BuildHost(dynamoDb.Endpoint, stages);
            await host.StartAsync(cancellation);
            return new CoordinatorSilo(host.Services.GetRequiredService<IGrainFactory>(), () => StopAsync(host));
        }

        var lake = Directory.CreateTempSubdirectory("openpayments-coordinator-");
        var options = new EmbeddedSiloOptions { LakePath = lake.FullName, Parallelism = _parallelism };
        var silo = await EmbeddedSilo.StartAsync(options, services => services.AddSingleton<IFileStages>(stages).AddSingleton<IRunRecorder>(stages), cancellation);
        return new CoordinatorSilo(silo.Grains, async () =>
        {
            await silo.DisposeAsync();
            lake.Delete(recursive: true);
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_dynamoDb is not null) await _dynamoDb.DisposeAsync();
    }

    private IHost BuildHost(Uri dynamoDb, EmptyStages stages)
    {
        var name = Guid.NewGuid().ToString("N");
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(ServerProcess.FreePort(), gatewayPort: 0, serviceId: name, clusterId: name);
            silo.AddDynamoDBGrainStorage(CoordinatorOptions.StorageName, (DynamoDBStorageOptions table) => table.Service = dynamoDb.ToString());
            silo.UseDynamoDBReminderService(table => table.Service = dynamoDb.ToString());
            silo.AddOpenPaymentsGrains(_parallelism);
        });
        builder.Services.AddSingleton<IFileStages>(stages).AddSingleton<IRunRecorder>(stages);
        return builder.Build();
    }

    private static async Task StopAsync(IHost host)
    {
        await host.StopAsync();
        host.Dispose();
    }
}

/// <summary>A silo that is stopped with its disposal.</summary>
internal sealed class CoordinatorSilo(IGrainFactory grains, Func<Task> stop) : IAsyncDisposable
{
    public IGrainFactory Grains => grains;

    public async ValueTask DisposeAsync() => await stop();
}
