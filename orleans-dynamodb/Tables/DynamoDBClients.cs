using Amazon;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;

namespace OpenPayments.Orleans.DynamoDB;

/// <summary>Makes clients from options.</summary>
internal static class DynamoDBClients
{
    public static IAmazonDynamoDB Create(DynamoDBTableOptions options)
    {
        if (options.CreateClient is { } create) return create();

        var config = new AmazonDynamoDBConfig
        {
            HttpClientFactory = new DynamoDBHttp(),
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = 3,
        };
        if (IsUrl(options.Service)) config.ServiceURL = options.Service;
        else if (!string.IsNullOrEmpty(options.Service)) config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.Service);
        // A request to a URL is signed for some region, and DynamoDB would refuse the wrong one.
        if (IsUrl(options.Service) && Environment.GetEnvironmentVariable("AWS_REGION") is { Length: > 0 } region) config.AuthenticationRegion = region;

        return Credentials(options) is { } credentials ? new AmazonDynamoDBClient(credentials, config) : new AmazonDynamoDBClient(config);
    }

    /// <summary>Null for AWS's default chain: environment, profile, container, instance.</summary>
    private static AWSCredentials? Credentials(DynamoDBTableOptions options)
    {
        if (!string.IsNullOrEmpty(options.AccessKey) && !string.IsNullOrEmpty(options.SecretKey))
        {
            return string.IsNullOrEmpty(options.Token)
                ? new BasicAWSCredentials(options.AccessKey, options.SecretKey)
                : new SessionAWSCredentials(options.AccessKey, options.SecretKey, options.Token);
        }

        if (!string.IsNullOrEmpty(options.ProfileName))
        {
            return new CredentialProfileStoreChain().TryGetAWSCredentials(options.ProfileName, out var credentials)
                ? credentials
                : throw DynamoDBErrors.UnknownProfile(options.TableName, options.ProfileName);
        }

        return options.Service?.StartsWith("http://", StringComparison.OrdinalIgnoreCase) == true ? new BasicAWSCredentials("dummy", "dummyKey") : null;
    }

    private static bool IsUrl(string? service) =>
        service is not null && (service.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || service.StartsWith("https://", StringComparison.OrdinalIgnoreCase));
}
