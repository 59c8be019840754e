using System.Net;
using System.Net.Sockets;
using Amazon.DynamoDBv2;
using Microsoft.Extensions.DependencyInjection;
using OpenPayments.Tests.Servers;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Serialization;

namespace OpenPayments.Orleans.DynamoDB.Tests;

/// <summary>Where credentials, region and endpoint come from, and what is said when there are none.</summary>
[Collection(AwsEnvironment.Collection)]
public sealed class ConnectionTests(LocalDynamoDB server)
{
    private static async Task WorksAsync(Action<DynamoDBStorageOptions> configure)
    {
        var options = TestStorage.NewOptions("us-east-1");
        configure(options);
        var storage = await TestStorage.OpenAsync(options);
        Assert.False((await storage.Storage.ReadAsync(GrainId.Create("note", "1"))).RecordExists);
    }

    [Fact]
    public async Task NoCredentials_AreSaidToBeMissing()
    {
        using var environment = new AwsEnvironment();
        Assert.Contains("No AWS credentials were found", await TestStorage.OpenFailsAsync(_ => { }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AMetadataServiceThatDoesNotAnswer_IsGivenUp()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var environment = new AwsEnvironment(("AWS_EC2_METADATA_DISABLED", "false"), ("AWS_EC2_METADATA_SERVICE_ENDPOINT", $"http://{silent.LocalEndpoint}"));
        Assert.Contains("credentials", await TestStorage.OpenFailsAsync(_ => { }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoRegion_IsSaidToBeMissing()
    {
        using var environment = new AwsEnvironment(("AWS_ACCESS_KEY_ID", "a"), ("AWS_SECRET_ACCESS_KEY", "b"));
        Assert.Contains("AWS_REGION", await TestStorage.OpenFailsAsync(options => options.Service = null), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AnUnknownProfile_IsNamed(bool byEnvironment)
    {
        using var environment = new AwsEnvironment(byEnvironment ? [("AWS_PROFILE", "unknown")] : []);
        var message = await TestStorage.OpenFailsAsync(options => options.ProfileName = byEnvironment ? null : "unknown");
        Assert.Contains("'unknown'", message, StringComparison.Ordinal);
        Assert.Contains("aws configure", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AClosedPort_IsSaidToBeUnreachable()
    {
        var url = $"http://127.0.0.1:{ServerProcess.FreePort()}";
        var message = await TestStorage.OpenFailsAsync(options => options.Service = url);
        Assert.Contains("cannot be reached", message, StringComparison.Ordinal);
        Assert.Contains(url, message, StringComparison.Ordinal);
        Assert.Contains("refused", message, StringComparison.Ordinal);
    }


    [Fact]
    public async Task AHostThatDoesNotExist_IsSaidToBeUnreachable()
    {
        using var environment = new AwsEnvironment(("AWS_ACCESS_KEY_ID", "a"), ("AWS_SECRET_ACCESS_KEY", "b"));
        var message = await TestStorage.OpenFailsAsync(options => options.Service = "https://dynamodb.no-such-region.invalid");
        Assert.Contains("cannot be reached", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AWS_ENDPOINT_URL_DYNAMODB", null)]
    [InlineData("AWS_ENDPOINT_URL", null)]
    [InlineData("AWS_ENDPOINT_URL_DYNAMODB", "eu-west-1")]
    public async Task TheEnvironment_GivesEndpointRegionAndCredentials(string name, string? service)
    {
        using var environment = new AwsEnvironment((name, server.Url), ("AWS_REGION", "us-east-1"), ("AWS_ACCESS_KEY_ID", "a"), ("AWS_SECRET_ACCESS_KEY", "b"));
        await WorksAsync(options => options.Service = service);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AProfile_GivesCredentials(bool byEnvironment)
    {
        using var proxy = new FakeEndpoint(server.Url);
        (string, string)[] settings = [("AWS_ENDPOINT_URL_DYNAMODB", proxy.Url), ("AWS_REGION", "us-east-1")];
        using var environment = new AwsEnvironment(byEnvironment ? [.. settings, ("AWS_PROFILE", AwsEnvironment.Profile)] : settings);
        await WorksAsync(options => options.ProfileName = byEnvironment ? null : AwsEnvironment.Profile);
        Assert.Contains("AKIDPROFILE", proxy.Authorization, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AUrl_IsAskedWithTheCredentialsThatWereGiven()
    {
        using var proxy = new FakeEndpoint(server.Url);
        await WorksAsync(options => (options.Service, options.AccessKey, options.SecretKey, options.Token) = (proxy.Url, "AKIDGIVEN", "secret", "session"));
        Assert.Contains("AKIDGIVEN", proxy.Authorization, StringComparison.Ordinal);
        Assert.Equal("session", proxy.SessionToken);

        using var local = new FakeEndpoint(server.Url);
        await WorksAsync(options => options.Service = local.Url);
        Assert.Contains("dummy", local.Authorization, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, "AccessDeniedException", "User: arn:aws:iam::1:user/u is not authorized to perform: dynamodb:DescribeTable", "may not do", "dynamodb:DescribeTable")]
    [InlineData(400, "UnrecognizedClientException", "The security token included in the request is invalid.", "does not accept the credentials", "AWS_PROFILE")]
    [InlineData(400, "InvalidSignatureException", "The request signature we calculated does not match the signature you provided.", "does not accept the credentials", "SecretKey")]
    [InlineData(400, "ExpiredTokenException", "The security token included in the request is expired", "have expired", "sign in again")]
    [InlineData(400, "InvalidSignatureException", "Signature expired: 20261123T000000Z is now earlier than 20261123T010000Z", "clock is wrong", "correct the clock")]
    [InlineData(400, "RequestExpired", "Request has expired", "clock is wrong", "correct the clock")]
    [InlineData(400, "ProvisionedThroughputExceededException", "Slow down", "throttles", "on-demand")]
    [InlineData(400, "ThrottlingException", "Rate exceeded", "throttles", "on-demand")]
    [InlineData(400, "ValidationException", "Strange request", "refused a request", "Strange request")]
    [InlineData(500, "InternalServerError", "Internal server error", "refused a request", "try again")]
    public async Task ARefusal_IsExplained(int status, string code, string message, string says, string names)
    {
        using var endpoint = new FakeEndpoint();
        endpoint.Answer(status, code, message);
        var error = await TestStorage.OpenFailsAsync(options => options.Service = endpoint.Url);
        Assert.Contains(says, error, StringComparison.Ordinal);
        Assert.Contains(names, error, StringComparison.Ordinal);
    }

    [Fact]
    public void TheSentence_CrossesTheWire()
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();
        var thrown = new DynamoDBException("A sentence.", new AmazonDynamoDBException("the cause"));
        Assert.Contains("the cause", thrown.ToString(), StringComparison.Ordinal);
        var error = serializer.Deserialize<Exception>(serializer.SerializeToArray<Exception>(thrown));
        Assert.Equal("A sentence.", Assert.IsType<DynamoDBException>(error).Message);
    }

    [Fact]
    public void Explain_FindsTheSentence_WhereverItIs()
    {
        var error = new DynamoDBException("A sentence.");
        Assert.Equal("A sentence.", DynamoDBException.Explain(error));
        Assert.Equal("A sentence.", DynamoDBException.Explain(new InvalidOperationException("start", new AggregateException(new TimeoutException(), error))));
        Assert.Null(DynamoDBException.Explain(new InvalidOperationException("other", new TimeoutException())));
        Assert.Null(DynamoDBException.Explain(null));
    }
}
