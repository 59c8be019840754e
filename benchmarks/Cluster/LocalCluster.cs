using Amazon.Runtime;
using Amazon.S3;
using OpenPayments.Client.Lakes;
using OpenPayments.Silo.Settings;
using OpenPayments.Tests.Servers;

namespace OpenPayments.Benchmarks.Cluster;

/// <summary>Silos in processes of their own over real servers on this machine, with proxies between that slow down and count.</summary>
internal sealed class LocalCluster : IAsyncDisposable
{
    private const string Bucket = "openpayments-benchmark";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("openpayments-cluster-");
    private readonly DynamoDbLocal _dynamoDb;
    private readonly RadosGateway _s3;
    private readonly List<LocalSilo> _silos = [];

    private LocalCluster(DynamoDbLocal dynamoDb, RadosGateway s3)
    {
        (_dynamoDb, _s3) = (dynamoDb, s3);
        (DynamoDb, S3) = (FaultProxy.Start(dynamoDb.Endpoint), FaultProxy.Start(s3.Access.Endpoint));
    }

    public FaultProxy DynamoDb { get; }

    public FaultProxy S3 { get; }

    public string Folder => _folder.FullName;

    public IReadOnlyList<LocalSilo> Silos => _silos;

    /// <summary>Starts the servers; silos are started by <see cref="BeginAsync"/>.</summary>
    public static async Task<LocalCluster> StartServersAsync(CancellationToken cancellation)
    {
        var s3 = await RadosGateway.StartAsync(cancellation);
        using var client = new AmazonS3Client(
            new BasicAWSCredentials(s3.Access.AccessKey, s3.Access.SecretKey),
            new AmazonS3Config { ServiceURL = s3.Access.Endpoint.ToString(), AuthenticationRegion = "us-east-1", ForcePathStyle = true, RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED });
        await client.PutBucketAsync(Bucket, cancellation);
        return new LocalCluster(await DynamoDbLocal.StartAsync(cancellation: cancellation), s3);
    }

    /// <summary>A new cluster over an empty lake, in the place of the one before.</summary>
    public async Task BeginAsync(string name, int siloCount, int slots, CancellationToken cancellation)
    {
        await StopSilosAsync();
        Environment = new Dictionary<string, string>
        {
            [ClusterSettings.Cluster.Variable] = name,
            [ClusterSettings.Region.Variable] = "us-east-1",
            [ClusterSettings.DynamoDbEndpoint.Variable] = DynamoDb.Endpoint.ToString(),
            [ClusterSettings.S3Endpoint.Variable] = S3.Endpoint.ToString(),
            [ClusterSettings.S3Dialect.Variable] = "ceph",
            ["AWS_ACCESS_KEY_ID"] = _s3.Access.AccessKey,
            ["AWS_SECRET_ACCESS_KEY"] = _s3.Access.SecretKey,
            ["AWS_EC2_METADATA_DISABLED"] = "true",
        };
        _silos.AddRange(await Task.WhenAll(Enumerable.Range(1, siloCount).Select(number =>
            LocalSilo.StartAsync($"{name}-{number}", $"s3://{Bucket}/{name}", slots, Folder, Environment, cancellation))));
    }

    /// <summary>What a process is told that belongs to the cluster.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; private set; } = new Dictionary<string, string>();

    /// <summary>This process as a client.</summary>
    public Task<ClusterClient> ConnectAsync(CancellationToken cancellation)
    {
        // The SDK looks for credentials in the process's own environment.
        foreach (var (name, value) in Environment) System.Environment.SetEnvironmentVariable(name, value);
        return ClusterClient.ConnectAsync(ClusterConnection.Find(new SettingValues(_ => null, Environment.GetValueOrDefault, _ => null))!, cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await StopSilosAsync();
        await S3.DisposeAsync();
        await DynamoDb.DisposeAsync();
        await _s3.DisposeAsync();
        await _dynamoDb.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task StopSilosAsync()
    {
        foreach (var silo in _silos) await silo.DisposeAsync();
        _silos.Clear();
    }
}
