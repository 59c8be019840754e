using System.Net;
using OpenPayments.Client.Lakes;
using OpenPayments.Client.Tests.Processes;
using OpenPayments.Silo.Settings;
using OpenPayments.Tests.Servers;
using Orleans;
using Orleans.Runtime;

namespace OpenPayments.Silo.Tests.Support;

/// <summary>
/// A cluster of real silo processes over real servers, and the program as its client. Everything about the cluster is told
/// through the environment, as in a container.
/// </summary>
public sealed class TestCluster : IAsyncDisposable
{
    private readonly List<TestSilo> _silos = [];
    private readonly TemporaryFolder _folder = new();

    private TestCluster(TestServers servers, string? lake, IReadOnlyDictionary<string, string?> changes)
    {
        Name = $"test-{Guid.NewGuid():N}"[..16];
        Lake = lake ?? $"s3://{TestServers.Bucket}/{Name}";
        Environment = new Dictionary<string, string?>
        {
            [ClusterSettings.Cluster.Variable] = Name,
            [ClusterSettings.Region.Variable] = "us-east-1",
            [ClusterSettings.DynamoDbEndpoint.Variable] = servers.DynamoDb.Endpoint.ToString(),
            [ClusterSettings.S3Endpoint.Variable] = servers.S3.Endpoint.ToString(),
            [ClusterSettings.S3Dialect.Variable] = "ceph",
            ["AWS_ACCESS_KEY_ID"] = servers.S3.AccessKey,
            ["AWS_SECRET_ACCESS_KEY"] = servers.S3.SecretKey,
            ["AWS_SESSION_TOKEN"] = null,
            ["AWS_PROFILE"] = null,
            ["AWS_EC2_METADATA_DISABLED"] = "true",
            ["XDG_CACHE_HOME"] = _folder["cache"],
        };
        foreach (var (name, value) in changes) Environment[name] = value;
    }

    public string Name { get; }

    public string Lake { get; }

    /// <summary>What silos and clients are told; a change counts for those that are started after it.</summary>
    public Dictionary<string, string?> Environment { get; }

    /// <summary>Every silo that was started, also those that have ended.</summary>
    public IReadOnlyList<TestSilo> Silos => _silos;

    public IEnumerable<TestSilo> Running => _silos.Where(silo => silo.IsRunning);

    /// <summary>Starts the servers if nobody has yet, and some silos, and waits until they are ready.</summary>
    /// <param name="lake">A folder or a place on S3; by default a prefix of its own in the test's bucket.</param>
    /// <param name="environment">Variables for silos and clients, beside or instead of the usual ones.</param>
    public static async Task<TestCluster> StartAsync(TestServers servers, int silos, string? lake = null, IReadOnlyDictionary<string, string?>? environment = null)
    {
        await servers.StartAsync();
        var cluster = new TestCluster(servers, lake, environment ?? new Dictionary<string, string?>());
        try
        {
            await Task.WhenAll(Enumerable.Range(0, silos).Select(_ => cluster.StartSiloAsync()));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts another silo and waits until it is ready to work.</summary>
    public async Task<TestSilo> StartSiloAsync(IReadOnlyDictionary<string, string?>? environment = null, params string[] options)
    {
        var silo = StartSilo(environment, options);
        await silo.WaitUntilReadyAsync();
        return silo;
    }

    /// <summary>Starts another silo, which may also fail to become one.</summary>
    public TestSilo StartSilo(IReadOnlyDictionary<string, string?>? environment = null, params string[] options)
    {
        lock (_silos)
        {
            var silo = TestSilo.Start($"silo-{_silos.Count + 1}", Lake, Environment, environment, options);
            _silos.Add(silo);
            return silo;
        }
    }

    /// <summary>Runs the program as a client of this cluster to its end.</summary>
    public async Task<ProgramResult> RunAsync(params string[] arguments)
    {
        using var run = Start(arguments);
        return await run.EndAsync();
    }

    /// <summary>Starts the program as a client of this cluster.</summary>
    public ProgramRun Start(params string[] arguments) => ProgramRun.Start(start =>
    {
        foreach (var (name, value) in Environment) start.Environment[name] = value;
    }, arguments);

    /// <summary>This test as a client, to look at grains. Who disposes it leaves.</summary>
    public Task<ClusterClient> ConnectAsync() => ClusterClient.ConnectAsync(
        ClusterConnection.Find(new SettingValues(_ => null, name => Environment.GetValueOrDefault(name), _ => null))!, CancellationToken.None);

    /// <summary>The silo that hosts a grain now; null when none does.</summary>
    public async Task<TestSilo?> FindSiloAsync(IGrainFactory grains, IAddressable grain)
    {
        var address = await grains.GetGrain<IManagementGrain>(0).GetActivationAddress(grain);
        return address is null ? null : Silos.LastOrDefault(silo => silo.SiloPort == address.Endpoint.Port);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in _silos) await silo.DisposeAsync();
        _folder.Dispose();
    }
}
