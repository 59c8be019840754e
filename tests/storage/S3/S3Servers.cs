using Amazon.Runtime;
using Amazon.S3;
using OpenPayments.Storage.S3;
using OpenPayments.Storage.Tests.S3;
using OpenPayments.Tests.Servers;

[assembly: AssemblyFixture(typeof(S3Servers))]

namespace OpenPayments.Storage.Tests.S3;

/// <summary>The S3 servers of all the tests here, each started by the first test that needs it.</summary>
public sealed class S3Servers : IAsyncDisposable
{
    public const string Bucket = "lake";

    private readonly Lazy<Task<RadosGateway>> _ceph = new(StartAsync(() => RadosGateway.StartAsync(), server => server.Access));
    private readonly Lazy<Task<MotoServer>> _moto = new(StartAsync(() => MotoServer.StartAsync(), server => server.Access));

    /// <summary>Ceph's gateway: a real server of an older dialect.</summary>
    public async Task<S3StoreOptions> CephAsync()
    {
        RequireServer.Installed(RadosGateway.Missing);
        return OptionsFor((await _ceph.Value).Access, S3Dialect.Ceph);
    }

    /// <summary>moto: the SDK's own defaults. Skipped without it everywhere: what must hold is shown on the real server.</summary>
    public async Task<S3StoreOptions> MotoAsync()
    {
        Assert.SkipWhen(MotoServer.Missing is not null, MotoServer.Missing ?? "");
        return OptionsFor((await _moto.Value).Access, S3Dialect.Aws);
    }

    public Task<S3StoreOptions> OptionsAsync(string server) => server == "ceph" ? CephAsync() : MotoAsync();

    /// <summary>A place of its own for one test.</summary>
    public static S3Location NewLocation() => new(Bucket, $"lakes/{Guid.NewGuid():N}");

    public static AmazonS3Client ClientOf(S3StoreOptions options) => new(options.Credentials, new AmazonS3Config
    {
        ServiceURL = options.Endpoint!.ToString(),
        ForcePathStyle = true,
        AuthenticationRegion = "us-east-1",
        RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
        ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
    });

    public async ValueTask DisposeAsync()
    {
        if (_ceph.IsValueCreated) await (await _ceph.Value).DisposeAsync();
        if (_moto.IsValueCreated) await (await _moto.Value).DisposeAsync();
    }

    private static S3StoreOptions OptionsFor(S3Access access, S3Dialect dialect) => new()
    {
        Region = "us-east-1",
        Endpoint = access.Endpoint,
        Credentials = new BasicAWSCredentials(access.AccessKey, access.SecretKey),
        Dialect = dialect,
        PartSizeBytes = 5 << 20,
    };

    private static Func<Task<T>> StartAsync<T>(Func<Task<T>> start, Func<T, S3Access> accessOf) => async () =>
    {
        var server = await start();
        using var client = ClientOf(OptionsFor(accessOf(server), S3Dialect.Ceph));
        await client.PutBucketAsync(Bucket);
        return server;
    };
}
