using OpenPayments.Storage.S3;

namespace OpenPayments.Silo.Settings;

/// <summary>Where a cluster's shared things are: what a client and a silo must agree on to meet.</summary>
/// <param name="ServiceId">Under it DynamoDB keeps the state of runs.</param>
/// <param name="DynamoDbEndpoint">Null for the region's own.</param>
public sealed record ClusterConnection(
    string ClusterId,
    string ServiceId,
    string? Region,
    Uri? DynamoDbEndpoint,
    string TablePrefix,
    bool CreateTables,
    S3StoreOptions S3)
{
    public string SilosTable => $"{TablePrefix}Silos";

    public string GrainStateTable => $"{TablePrefix}GrainState";

    public string RemindersTable => $"{TablePrefix}Reminders";

    /// <summary>In the form that Orleans' options for DynamoDB take: a URL, or the region's name; null for what the user's AWS profile says.</summary>
    public string? DynamoDbService => DynamoDbEndpoint?.ToString() ?? Region;

    /// <summary>For messages.</summary>
    public string DynamoDbPlace => DynamoDbEndpoint is null ? $"DynamoDB in {Region ?? "the region of your AWS profile"}" : $"DynamoDB at {DynamoDbEndpoint.GetLeftPart(UriPartial.Authority)}";

    /// <summary>Null when no cluster is named, which is the embedded mode.</summary>
    public static ClusterConnection? Find(SettingValues values)
    {
        if (values.Find(ClusterSettings.Cluster) is not { } cluster) return null;
        var (region, dynamoDb) = (values.Find(ClusterSettings.Region), values.Url(ClusterSettings.DynamoDbEndpoint));
        return new ClusterConnection(
            cluster,
            values.Text(ClusterSettings.Service, cluster),
            region,
            dynamoDb,
            values.Text(ClusterSettings.TablePrefix, "Orleans"),
            values.Flag(ClusterSettings.CreateTables, true),
            S3Of(values));
    }

    private static S3StoreOptions S3Of(SettingValues values)
    {
        var endpoint = values.Url(ClusterSettings.S3Endpoint);
        return new S3StoreOptions
        {
            Region = values.Find(ClusterSettings.Region),
            Endpoint = endpoint,
            IsPathStyle = values.Flag(ClusterSettings.S3PathStyle, endpoint is not null),
            Dialect = values.Find(ClusterSettings.S3Dialect) is { } dialect ? S3Dialect.Parse(dialect) : S3Dialect.Aws,
            KmsKeyId = values.Find(ClusterSettings.S3KmsKey),
        };
    }
}
