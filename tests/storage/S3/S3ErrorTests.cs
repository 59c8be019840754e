using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.S3;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Stores;
using OpenPayments.Storage.S3;

namespace OpenPayments.Storage.Tests.S3;

/// <summary>What a user is told when S3 cannot be used: one sentence with the object and the next step.</summary>
public sealed class S3ErrorTests(S3Servers servers)
{
    private static readonly S3Location Place = new(S3Servers.Bucket, "prefix");

    [Fact]
    public async Task WrongSecret_AndUnknownKey_AreMattersOfCredentials()
    {
        var options = await servers.CephAsync();

        var secret = await FailAsync<CredentialsException>(options with { Credentials = new BasicAWSCredentials("openpayments", "wrong") });
        Assert.Contains("The secret key that was used for s3://lake/prefix/a", secret.Message);
        var key = await FailAsync<CredentialsException>(options with { Credentials = new BasicAWSCredentials("nobody", "wrong") });
        Assert.Contains("does not know the access key", key.Message);
    }

    [Fact]
    public async Task WrongSecret_IsSaidOfAnObjectsLengthToo()
    {
        var options = await servers.CephAsync();
        using var store = new S3ObjectStore(Place, options with { Credentials = new BasicAWSCredentials("openpayments", "wrong") });

        // HEAD has no words of its own.
        Assert.Contains("secret key", (await Assert.ThrowsAsync<CredentialsException>(() => store.GetLengthAsync("a"))).Message);
    }

    [Fact]
    public async Task NoCredentials_IsAMatterOfCredentials() =>
        Assert.StartsWith("There are no AWS credentials for s3://lake/prefix", (await FailAsync<CredentialsException>(Unreachable() with { Credentials = new NoCredentials() })).Message);

    [Fact]
    public async Task UnknownProfile_IsAMatterOfCredentials() =>
        Assert.StartsWith("There are no AWS credentials", (await FailAsync<CredentialsException>(Unreachable() with { Credentials = null, Profile = "no-such-profile" })).Message);

    [Fact]
    public async Task MissingBucket_IsNamed()
    {
        using var store = new S3ObjectStore(new S3Location("no-such-bucket", ""), await servers.CephAsync());

        foreach (var action in (Func<Task>[])[() => store.ReadAsync("a"), () => store.PutAsync("a", new byte[1]), () => store.OpenAsync("a"), () => store.PutIfAbsentAsync("a", new byte[1])])
            Assert.StartsWith("There is no bucket no-such-bucket at http://127.0.0.1:", (await Assert.ThrowsAsync<StoreException>(action)).Message);
    }

    [Fact]
    public async Task Endpoint_ThatNobodyListensAt_IsGivenUpSoon() =>
        Assert.Contains("could not be reached for s3://lake/prefix/a", (await FailAsync<StoreException>(Unreachable() with { FirstContactPatience = TimeSpan.FromSeconds(1) })).Message);

    [Theory]
    [InlineData("AuthorizationHeaderMalformed", "The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'eu-west-1'", "set AWS_REGION=eu-west-1")]
    [InlineData("PermanentRedirect", "The bucket you are attempting to access must be addressed using the specified endpoint.", "set AWS_REGION to the bucket's")]
    [InlineData("RequestTimeTooSkewed", "The difference between the request time and the current time is too large.", "The clock of this machine")]
    [InlineData("ExpiredToken", "The provided token has expired.", "have expired")]
    [InlineData("AccessDenied", "Access Denied", "Access to s3://lake/prefix/a is denied")]
    [InlineData("SlowDown", "Please reduce your request rate.", "too busy")]
    public void Refusal_SaysTheNextStep(string code, string message, string expected)
    {
        using var store = new S3ObjectStore(Place, Unreachable());
        var status = code is "PermanentRedirect" ? HttpStatusCode.MovedPermanently : code is "SlowDown" ? HttpStatusCode.ServiceUnavailable : code is "AuthorizationHeaderMalformed" ? HttpStatusCode.BadRequest : HttpStatusCode.Forbidden;

        var failure = S3Errors.Translate(store.Connection, "a", new AmazonS3Exception(message, ErrorType.Sender, code, "1", status));

        Assert.Contains(expected, failure.Message);
        Assert.Contains("s3://lake/prefix/a", failure.Message);
        Assert.Equal(code == "ExpiredToken", failure is CredentialsException);
    }

    [Theory]
    [InlineData("s3://")]
    [InlineData("s3://AB")]
    [InlineData("s3://bucket/a//b")]
    [InlineData("s3://bucket/../b")]
    public void BadLocation_IsExplained(string text) => Assert.Contains($"'{text}'", Assert.Throws<InputException>(() => ObjectStores.Open(text)).Message);

    [Theory]
    [InlineData("s3://bucket", "s3://bucket")]
    [InlineData("s3://bucket/", "s3://bucket")]
    [InlineData("s3://bucket/a/b/", "s3://bucket/a/b")]
    public void Location_IsAsAUserWouldNameIt(string text, string expected)
    {
        using var store = (S3ObjectStore)ObjectStores.Open(text, Unreachable());
        Assert.Equal(expected, store.Location);
    }

    private static async Task<T> FailAsync<T>(S3StoreOptions options) where T : Exception
    {
        using var store = new S3ObjectStore(Place, options);
        return await Assert.ThrowsAsync<T>(() => store.PutAsync("a", new byte[1]).WaitAsync(TimeSpan.FromMinutes(2)));
    }

    private static S3StoreOptions Unreachable()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new S3StoreOptions { Region = "us-east-1", Endpoint = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}"), Credentials = new BasicAWSCredentials("a", "b") };
    }

    private sealed class NoCredentials : AWSCredentials
    {
        public override ImmutableCredentials GetCredentials() => throw new AmazonClientException("Failed to resolve AWS credentials");
    }
}
