using Amazon.DynamoDBv2;
using Amazon.Runtime;
using OpenPayments.Orleans.DynamoDB.Tests;
using OpenPayments.Tests.Servers;

[assembly: AssemblyFixture(typeof(LocalDynamoDB))]

namespace OpenPayments.Orleans.DynamoDB.Tests;

/// <summary>One DynamoDB Local for all tests of the assembly; each makes tables with names of its own.</summary>
public sealed class LocalDynamoDB : IAsyncLifetime
{
    private DynamoDbLocal? _server;
    private AmazonDynamoDBClient? _client;

    /// <summary>Skips the test that asks when the server is not installed.</summary>
    public string Url
    {
        get
        {
            RequireServer.Installed(DynamoDbLocal.Missing);
            return _server!.Endpoint.ToString();
        }
    }

    /// <summary>For looking into tables, and filling them, beside the providers.</summary>
    public AmazonDynamoDBClient Client => _client ??= NewClient(Url);

    public static AmazonDynamoDBClient NewClient(string url) => new(new BasicAWSCredentials("any", "any"), new AmazonDynamoDBConfig { ServiceURL = url });

    public static string NewName(string prefix) => $"{prefix}-{Guid.NewGuid():N}";

    public async ValueTask InitializeAsync()
    {
        if (DynamoDbLocal.Missing is null) _server = await DynamoDbLocal.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_server is not null) await _server.DisposeAsync();
    }
}
