using Amazon.Runtime;
using Amazon.S3;
using OpenPayments.Ingestion.Stores;
using OpenPayments.Silo.Tests.Support;
using OpenPayments.Storage;
using OpenPayments.Storage.S3;
using OpenPayments.Tests.Servers;

[assembly: AssemblyFixture(typeof(TestServers))]

namespace OpenPayments.Silo.Tests.Support;

/// <summary>
/// DynamoDB Local and Ceph's S3 gateway, started once for all tests by whoever first needs them. Tests keep apart by their
/// clusters' names, which are also the prefixes of their lakes.
/// </summary>
public sealed class TestServers : IAsyncLifetime
{
    public const string Bucket = "openpayments-test";

    private readonly SemaphoreSlim _starting = new(1, 1);
    private RadosGateway? _s3;

    public DynamoDbLocal DynamoDb { get; private set; } = null!;

    public S3Access S3 => _s3!.Access;

    /// <summary>Skips the test when a server is not installed.</summary>
    public async Task StartAsync()
    {
        RequireServer.Installed(DynamoDbLocal.Missing);
        RequireServer.Installed(RadosGateway.Missing);
        await _starting.WaitAsync();
        try
        {
            if (_s3 is not null) return;
            DynamoDb = await DynamoDbLocal.StartAsync();
            var s3 = await RadosGateway.StartAsync();
            using var client = Open(s3.Access);
            await client.PutBucketAsync(Bucket);
            _s3 = s3;
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>A lake in the test's bucket, by way of the server itself.</summary>
    public IObjectStore OpenLake(string location) => ObjectStores.Open(location, new S3StoreOptions
    {
        Region = "us-east-1",
        Endpoint = S3.Endpoint,
        Dialect = S3Dialect.Ceph,
        Credentials = new BasicAWSCredentials(S3.AccessKey, S3.SecretKey),
    });

    /// <summary>The server without the product between.</summary>
    public AmazonS3Client OpenS3() => Open(S3);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_s3 is not null) await _s3.DisposeAsync();
        if (DynamoDb is not null) await DynamoDb.DisposeAsync();
        _starting.Dispose();
    }

    private static AmazonS3Client Open(S3Access s3) => new(
        new BasicAWSCredentials(s3.AccessKey, s3.SecretKey),
        new AmazonS3Config { ServiceURL = s3.Endpoint.ToString(), AuthenticationRegion = "us-east-1", ForcePathStyle = true, RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED });
}
