using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using OpenPayments.Storage.S3;
using OpenPayments.Tests.Servers;

namespace OpenPayments.Pipeline.Tests;

/// <summary>A radosgw with a bucket for lakes and one for sources, started by the first test that asks.</summary>
public sealed class S3Server : IAsyncDisposable
{
    public const string Lakes = "lake";
    public const string Sources = "cms";

    private RadosGateway? _server;

    public async Task<S3StoreOptions> OptionsAsync()
    {
        RequireServer.Installed(RadosGateway.Missing);
        if (_server is null)
        {
            _server = await RadosGateway.StartAsync();
            using var client = Client();
            await client.PutBucketAsync(Lakes);
            await client.PutBucketAsync(Sources);
        }

        return new S3StoreOptions
        {
            Endpoint = _server.Access.Endpoint,
            Region = "us-east-1",
            Credentials = new BasicAWSCredentials(_server.Access.AccessKey, _server.Access.SecretKey),
            Dialect = S3Dialect.Ceph,
        };
    }

    /// <summary>Puts a source into its bucket.</summary>
    public async Task PutAsync(string key, byte[] content)
    {
        using var client = Client();
        await client.PutObjectAsync(new PutObjectRequest { BucketName = Sources, Key = key, InputStream = new MemoryStream(content), UseChunkEncoding = false });
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }

    private AmazonS3Client Client() => new(new BasicAWSCredentials(_server!.Access.AccessKey, _server.Access.SecretKey), new AmazonS3Config
    {
        ServiceURL = _server.Access.Endpoint.ToString(),
        ForcePathStyle = true,
        AuthenticationRegion = "us-east-1",
        RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
        ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
    });
}
