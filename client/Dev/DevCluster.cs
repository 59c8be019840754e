using System.Collections.Immutable;
using OpenPayments.Client.Output;
using OpenPayments.Silo.Settings;

namespace OpenPayments.Client.Dev;

/// <summary>A cluster on this machine, as like the real one as can be: the same silos, the same tables, S3 where Ceph is installed.</summary>
internal sealed class DevCluster(Terminal terminal)
{
    public const string Name = "dev";

    private const int DynamoDbPort = 8000;
    private const int S3Port = 9000;
    private const int SiloPort = 11111;
    private const int GatewayPort = 30000;
    private const int WebPort = 8080;

    private static readonly TimeSpan SiloStopPatience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ServerStopPatience = TimeSpan.FromSeconds(5);

    public async Task<DevState> UpAsync(int siloCount, CancellationToken cancellation)
    {
        var folder = Directory.CreateDirectory(DevState.Folder).FullName;
        var state = DevState.Read() ?? await FirstAsync(folder, cancellation);
        state = state with { Processes = [.. state.Processes.Where(process => process.IsRunning)] };

        if (!state.Processes.Any(process => process.Name.StartsWith("DynamoDB", StringComparison.Ordinal)))
        {
            await DevServers.InstallAsync("dynamodb", terminal.Error, cancellation);
            var dynamoDb = DevServers.StartDynamoDb(folder, new Uri(state.Find(ClusterSettings.DynamoDbEndpoint)!).Port);
            state = Add(state, dynamoDb);
            await DevServers.WaitForAnswerAsync(dynamoDb, dynamoDb.Address, cancellation);
        }

        if (state.Find(ClusterSettings.S3Endpoint) is { } s3Endpoint && !state.Processes.Any(process => process.Name.StartsWith("S3", StringComparison.Ordinal)))
        {
            var s3 = DevServers.StartS3(folder, new Uri(s3Endpoint).Port, MonitorPort(new Uri(s3Endpoint).Port));
            state = Add(state, s3);
            await DevServers.MakeBucketAsync(folder, s3, cancellation);
        }

        var silos = state.Processes.Where(process => process.HealthUrl is not null).Select(process => process.Name).ToHashSet();
        for (var number = 1; number <= siloCount; number++)
            if (!silos.Contains(SiloName(number)))
                state = Add(state, StartSilo(state, folder, number));
        await Task.WhenAll(state.Processes.Where(process => process.HealthUrl is not null).Select(silo => DevServers.WaitForAnswerAsync(silo, silo.HealthUrl!, cancellation)));
        return state;
    }

    /// <summary>Silos first, so that they can say goodbye; true when there was anything to stop.</summary>
    public static async Task<bool> DownAsync()
    {
        if (DevState.Read() is not { } state) return false;
        var running = state.Processes.Where(process => process.IsRunning).ToList();
        await Task.WhenAll(running.Where(process => process.HealthUrl is not null).Select(silo => silo.StopAsync(SiloStopPatience)));
        await Task.WhenAll(running.Where(process => process.HealthUrl is null).Select(server => server.StopAsync(ServerStopPatience)));
        (state with { Processes = [] }).Write();
        return running.Count > 0;
    }

    /// <summary>Where everything is going to be. Kept from then on: the lake's data is where it was.</summary>
    private async Task<DevState> FirstAsync(string folder, CancellationToken cancellation)
    {
        await DevServers.InstallAsync("radosgw", terminal.Error, cancellation);
        var settings = new Dictionary<string, string>
        {
            [ClusterSettings.Cluster.Key] = Name,
            [ClusterSettings.Region.Key] = DevServers.Region,
            [ClusterSettings.DynamoDbEndpoint.Key] = $"http://127.0.0.1:{DevServers.ChoosePort(DynamoDbPort)}",
        };
        var lake = $"s3://{DevServers.Bucket}/lake";
        if (DevServers.HasS3)
        {
            settings[ClusterSettings.S3Endpoint.Key] = $"http://127.0.0.1:{DevServers.ChoosePort(S3Port)}";
            settings[ClusterSettings.S3Dialect.Key] = "ceph";
        }
        else
        {
            lake = Directory.CreateDirectory(Path.Combine(folder, "lake")).FullName;
            await terminal.Error.WriteLineAsync("No S3 server is installed, so the lake is a folder. For one on S3: tests/servers/install.sh radosgw, then openpayments dev down --delete and dev up.");
        }

        return new DevState(Name, settings.ToImmutableSortedDictionary(StringComparer.Ordinal), DevServers.AccessKey, DevServers.SecretKey, lake, []);
    }

    private static DevState Add(DevState state, DevProcess process)
    {
        state = state with { Processes = state.Processes.Add(process) };
        state.Write();
        return state;
    }

    private static DevProcess StartSilo(DevState state, string folder, int number)
    {
        var webPort = DevServers.ChoosePort(WebPort + number - 1);
        var settings = state.Settings
            .SetItem(ClusterSettings.Lake.Key, state.Lake)
            .SetItem(ClusterSettings.SiloName.Key, SiloName(number))
            .SetItem(ClusterSettings.AdvertisedAddress.Key, "loopback")
            .SetItem(ClusterSettings.SiloPort.Key, $"{DevServers.ChoosePort(SiloPort + number - 1)}")
            .SetItem(ClusterSettings.GatewayPort.Key, $"{DevServers.ChoosePort(GatewayPort + number - 1)}")
            .SetItem(ClusterSettings.WebPort.Key, $"{webPort}");
        var environment = ClusterSettings.All.ToDictionary(setting => setting.Variable, setting => settings.GetValueOrDefault(setting.Key));
        environment["AWS_ACCESS_KEY_ID"] = state.AccessKey;
        environment["AWS_SECRET_ACCESS_KEY"] = state.SecretKey;
        environment["AWS_SESSION_TOKEN"] = null;
        return DevProcess.Start(
            SiloName(number), Path.Combine(folder, $"{SiloName(number)}.log"), $"http://127.0.0.1:{webPort}/dashboard/", $"http://127.0.0.1:{webPort}/health/ready",
            [Environment.ProcessPath!, .. typeof(DevCluster).Assembly.Location is { Length: > 0 } program && Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? [program] : Array.Empty<string>(), "silo"],
            environment);
    }

    private static string SiloName(int number) => $"dev-{number}";

    /// <summary>The monitor's port has the daemons' own ports behind it, below those that systems hand out.</summary>
    private static int MonitorPort(int s3Port) => 10_000 + (s3Port * 100 % 20_000);
}
