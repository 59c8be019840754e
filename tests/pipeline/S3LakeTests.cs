using Amazon.Runtime;
using Amazon.S3;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Sources;
using OpenPayments.Ingestion.Stores;
using OpenPayments.Storage.Local;
using OpenPayments.Storage.S3;
using OpenPayments.Tests.Servers;

namespace OpenPayments.Pipeline.Tests;

/// <summary>The real rows through the whole pipeline into a lake in S3: it is the same lake, byte for byte, as the one in a folder.</summary>
public sealed class S3LakeTests : IAsyncLifetime
{
    private static readonly IngestionSettings SmallChunks = new() { ChunkSizeBytes = 500_000 };
    private static readonly string Samples = Path.Combine(AppContext.BaseDirectory, "samples");

    private RadosGateway _server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        RequireServer.Installed(RadosGateway.Missing);
        _server = await RadosGateway.StartAsync(Cancellation);
        using var client = new AmazonS3Client(OptionsFor(_server.Access.Endpoint).Credentials, new AmazonS3Config
        {
            ServiceURL = _server.Access.Endpoint.ToString(),
            ForcePathStyle = true,
            AuthenticationRegion = "us-east-1",
        });
        await client.PutBucketAsync("lake", Cancellation);
        await client.PutBucketAsync("cms", Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }

    [Fact]
    public async Task LakeInS3_IsTheOneInAFolder_AlsoWhenManyRequestsGoWrong()
    {
        var folder = Directory.CreateTempSubdirectory("openpayments-");
        try
        {
            var local = new LocalObjectStore(folder.FullName);
            await IngestAsync(local, [Samples]);
            var digest = await LakeDigest.ReadAsync(local, Cancellation);

            using var quiet = new S3ObjectStore(new S3Location("lake", "quiet"), OptionsFor(_server.Access.Endpoint));
            await IngestAsync(quiet, [Samples]);
            await AssertIsAsync(digest, quiet);

            await using var proxy = FaultProxy.Start(_server.Access.Endpoint);
            proxy.DelayTime = TimeSpan.FromMilliseconds(20);
            proxy.Choose = FaultProxy.Seeded(seed: 3, share: 0.1);
            using var disturbed = new S3ObjectStore(new S3Location("lake", "disturbed"), OptionsFor(proxy.Endpoint));
            await IngestAsync(disturbed, [Samples]);
            await AssertIsAsync(digest, disturbed);
            Assert.Contains(proxy.Requests, request => request.Fault == Fault.LoseReply);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private S3StoreOptions OptionsFor(Uri endpoint) => new()
    {
        Endpoint = endpoint,
        Region = "us-east-1",
        Credentials = new BasicAWSCredentials(_server.Access.AccessKey, _server.Access.SecretKey),
        Dialect = S3Dialect.Ceph,
    };

    private static async Task AssertIsAsync(string digest, IObjectStore store)
    {
        var verification = await LakeVerifier.VerifyAsync(store, cancellation: Cancellation);
        Assert.Empty(verification.Differences);
        Assert.Empty(verification.Orphans);
        Assert.Equal(digest, verification.Digest);
    }

    private static async Task IngestAsync(IObjectStore store, string[] sources)
    {
        using var stages = new FileStages(store, TimeProvider.System);
        foreach (var source in (await SourceFinder.FindAsync(sources, SourceFilter.All, Cancellation)).Files)
        {
            var landed = await stages.LandAsync(source, SmallChunks, null, Cancellation);
            var results = new ChunkResult[landed.Chunks.Length];
            await Parallel.ForEachAsync(landed.Chunks, Cancellation, async (chunk, token) => results[chunk.Index] = await stages.ProcessChunkAsync(landed, chunk.Index, SmallChunks, token));
            var validation = await stages.ValidateAsync(landed, results, SmallChunks, Cancellation);
            await stages.PublishAsync(landed, results, validation, SmallChunks, Cancellation);
        }
    }
}
