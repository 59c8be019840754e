using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenPayments.Grains.Cluster;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Stores;
using OpenPayments.Silo.Addresses;
using OpenPayments.Silo.Membership;
using OpenPayments.Silo.Settings;
using OpenPayments.Storage;

namespace OpenPayments.Silo;

/// <summary>One silo of a cluster, from its start to the signal that ends it.</summary>
public static class SiloProgram
{
    /// <summary>Stopping takes a second or two. ECS gives a task 120 s at most before it kills it.</summary>
    internal static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan CheckLimit = TimeSpan.FromSeconds(12);

    /// <summary>
    /// Runs until the token is cancelled, then leaves the cluster: chunks that are about done get done, the others go to other
    /// silos. Throws <see cref="InputException"/> or <see cref="StoreException"/> when the silo cannot start.
    /// </summary>
    /// <param name="output">Told when the silo is ready, and when it has left.</param>
    public static async Task RunAsync(SiloOptions options, TextWriter output, CancellationToken stopping)
    {
        ThreadRoom.Reserve(options.Slots);
        using var http = new HttpClient();
        var address = await AdvertisedAddress.ChooseAsync(options.AdvertisedAddress, EcsMetadata.Find(http), stopping);
        StartTrouble.CheckPorts(options, ClusterHost.ListeningAddress(address));
        var identity = new SiloIdentity(options.Name, options.Slots, SiloIdentity.ThisVersion, options.Lake);
        var store = ObjectStores.Open(options.Lake, options.Connection.S3);
        await LakeCheck.RunAsync(store, stopping);

        await using var app = ClusterHost.Build(options, identity, address, store);
        await JoinAsync(app, options, identity, SiloAddress.New(address, options.SiloPort, 0), stopping);
        await output.WriteLineAsync($"Silo {options.Name} at {address}:{options.SiloPort} is ready in cluster {options.Connection.ClusterId}: {options.Slots} slots, lake {options.Lake}, dashboard http://{new IPEndPoint(options.WebAddress, options.WebPort)}/dashboard/");
        await UntilAsync(stopping);
        await output.WriteLineAsync($"Silo {options.Name} is leaving cluster {options.Connection.ClusterId}.");
        await StopAsync(app);
        await output.WriteLineAsync($"Silo {options.Name} has left.");
    }

    private static async Task JoinAsync(WebApplication app, SiloOptions options, SiloIdentity identity, SiloAddress self, CancellationToken stopping)
    {
        var table = app.Services.GetRequiredService<IMembershipTable>();
        var check = new JoinCheck(table, TimeProvider.System, JoinCheck.IsListeningAsync);
        await DynamoDbTrouble.GuardAsync(options.Connection, CheckLimit, async cancellation =>
        {
            await table.InitializeMembershipTableAsync(true, cancellation);
            await check.RunAsync(options.Connection.ClusterId, identity, self, startedAt: null, cancellation);
        }, stopping);
        try
        {
            var startedAt = DateTime.UtcNow;
            await app.StartAsync(stopping);
            // Two that start at once do not see each other before; now both are in the table, and the later one leaves.
            await check.RunAsync(options.Connection.ClusterId, identity, self, startedAt, stopping);
        }
        catch (InputException)
        {
            await StopAsync(app);
            throw;
        }
        catch (Exception e) when (StartTrouble.Explain(e, options) is { } message)
        {
            throw new InputException(message, e);
        }
    }

    private static async Task StopAsync(WebApplication app)
    {
        using var limit = new CancellationTokenSource(StopLimit);
        await app.StopAsync(limit.Token);
    }

    private static async Task UntilAsync(CancellationToken stopping)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, stopping);
        }
        catch (OperationCanceledException)
        {
            // That is what was waited for.
        }
    }
}
