using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenPayments.GrainInterfaces;
using OpenPayments.Grains.Cluster;
using OpenPayments.Ingestion;
using OpenPayments.Silo;
using OpenPayments.Silo.Settings;
using Orleans.Configuration;
using Orleans.Messaging;
using Orleans.Runtime;
using Orleans.Serialization;

namespace OpenPayments.Client.Lakes;

/// <summary>This process as an Orleans client of a cluster. What keeps it from becoming one is said within seconds.</summary>
public sealed class ClusterClient : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(3);

    private readonly IHost _host;

    private ClusterClient(IHost host, ClusterDescription description) => (_host, Description) = (host, description);

    public ClusterDescription Description { get; }

    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    public static async Task<ClusterClient> ConnectAsync(ClusterConnection connection, CancellationToken cancellation)
    {
        var host = Build(connection);
        try
        {
            await FindGatewaysAsync(host, connection, cancellation);
            var description = await JoinAsync(host, connection, cancellation);
            return NumberOf(description.Version) == NumberOf(SiloIdentity.ThisVersion)
                ? new ClusterClient(host, description)
                : throw new InputException($"Cluster {connection.ClusterId} runs version {description.Version} of this program, and this is {SiloIdentity.ThisVersion}: use the cluster's version.");
        }
        catch
        {
            await StopAsync(host);
            throw;
        }
    }

    public ValueTask DisposeAsync() => StopAsync(_host);

    private static IHost Build(ClusterConnection connection)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "openpayments" });
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (connection.ClusterId, connection.ServiceId));
            client.Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = TimeSpan.FromSeconds(10));
            client.Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = TimeSpan.FromSeconds(15));
            client.UseOpenPaymentsDynamoDb(connection);
            client.Services.AddSerializer(serializer => serializer.AddOpenPaymentsMessages());
        });
        return builder.Build();
    }

    /// <summary>Looks for silos before connecting, because Orleans tells all that can be wrong with one word.</summary>
    private static async Task FindGatewaysAsync(IHost host, ClusterConnection connection, CancellationToken cancellation)
    {
        var list = host.Services.GetRequiredService<IGatewayListProvider>();
        IList<Uri> gateways = [];
        await DynamoDbTrouble.GuardAsync(connection, Limit, async limit =>
        {
            await list.InitializeGatewayListProviderAsync(limit);
            gateways = await list.GetGatewaysAsync(limit);
        }, cancellation);
        if (gateways.Count == 0)
            throw new InputException($"Cluster {connection.ClusterId} has no silo: start one with `openpayments silo --cluster {connection.ClusterId} …`, or correct the cluster's name.");
        var endpoints = gateways.Select(gateway => gateway.ToIPEndPoint()!).ToList();
        if (!(await Task.WhenAll(endpoints.Select(endpoint => AnswersAsync(endpoint, cancellation)))).Any(answers => answers))
            throw new InputException($"None of the silos of cluster {connection.ClusterId} answers at {string.Join(", ", endpoints)}: they were lost, or a firewall is between; start a silo, or run the command where the silos can be reached.");
    }

    private static async Task<ClusterDescription> JoinAsync(IHost host, ClusterConnection connection, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Limit);
        try
        {
            await host.StartAsync(limit.Token);
            return await host.Services.GetRequiredService<IGrainFactory>().GetCluster().GetState().WaitAsync(limit.Token);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested && (ClusterTrouble.IsPassing(e) || e is OperationCanceledException))
        {
            throw new InputException($"The silos of cluster {connection.ClusterId} do not answer ({e.Message.TrimEnd('.')}): see their logs, and run the same command again.", e);
        }
    }

    private static async Task<bool> AnswersAsync(IPEndPoint endpoint, CancellationToken cancellation)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(ConnectPatience);
        try
        {
            await socket.ConnectAsync(endpoint, limit.Token);
            return true;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>A version without its commit: clients only carry messages.</summary>
    private static string NumberOf(string version) => version.Split('+')[0];

    private static async ValueTask StopAsync(IHost host)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            // Orleans looks for connections that are still being made, and at no limit meanwhile (ConnectionManager.Close).
            await host.StopAsync(limit.Token).WaitAsync(limit.Token);
        }
        catch (Exception e) when (e is OperationCanceledException || ClusterTrouble.IsPassing(e))
        {
            // Nobody is there to say goodbye to.
        }

        if (host is IAsyncDisposable disposable) await disposable.DisposeAsync();
        else host.Dispose();
    }
}
