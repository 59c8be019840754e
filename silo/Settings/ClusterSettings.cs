using System.Collections.Immutable;

namespace OpenPayments.Silo.Settings;

/// <summary>All settings of the cluster mode, in the order in which help shows them.</summary>
public static class ClusterSettings
{
    public static readonly Setting Cluster = new("cluster", "NAME", "Name of the cluster: silos and clients with one name belong together.", "Orleans__ClusterId");
    public static readonly Setting Service = new("service", "NAME", "Name under which the state of runs is kept; stays when the cluster's name changes. Default: the cluster's name.", "Orleans__ServiceId");
    public static readonly Setting Region = new("region", "REGION", "AWS region of DynamoDB and S3, such as us-east-1.", "AWS_REGION", "AWS_DEFAULT_REGION");
    public static readonly Setting DynamoDbEndpoint = new("dynamodb-endpoint", "URL", "Another DynamoDB than the region's own, such as http://127.0.0.1:8000.", "AWS_ENDPOINT_URL_DYNAMODB", "AWS_ENDPOINT_URL");
    public static readonly Setting TablePrefix = new("table-prefix", "TEXT", "The tables are called so, with Silos, GrainState and Reminders behind it. Default: Orleans.");
    public static readonly Setting CreateTables = new("create-tables", "YES|NO", "Whether tables that are not there are made. Default: yes.");
    public static readonly Setting S3Endpoint = new("s3-endpoint", "URL", "Another S3 than the region's own, such as http://127.0.0.1:9000.", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL");
    public static readonly Setting S3PathStyle = new("s3-path-style", "YES|NO", "Whether the bucket stands in the path of a URL instead of its host. Default: yes with --s3-endpoint.");

    public static readonly Setting S3Dialect = new("s3-dialect", "aws|ceph", "What the S3 server understands: aws (default), or ceph for a RADOS gateway and older servers.");
    public static readonly Setting S3KmsKey = new("s3-kms-key", "ID", "KMS key that encrypts the lake's objects. Default: the bucket's own.");

    public static readonly Setting Lake = new("lake", "PATH|S3-URL", "The lake: s3://bucket/prefix, or a folder that all silos share.");
    public static readonly Setting Slots = new("slots", "COUNT", "Chunks that this silo works on at a time. Default: one a processor.");
    public static readonly Setting SiloPort = new("silo-port", "PORT", "Port for other silos. Default: 11111.", "Orleans__Endpoints__SiloPort");
    public static readonly Setting GatewayPort = new("gateway-port", "PORT", "Port for clients. Default: 30000.", "Orleans__Endpoints__GatewayPort");
    public static readonly Setting AdvertisedAddress = new("advertised-address", "IP|loopback", "Address at which others reach this silo. Default: that of the ECS task, or this machine's first.", "Orleans__Endpoints__AdvertisedIPAddress");
    public static readonly Setting SiloName = new("silo-name", "NAME", "What this silo is called in messages. Default: the host's name.", "Orleans__Name");
    public static readonly Setting WebAddress = new("web-address", "IP", "Address of dashboard and health. Default: 127.0.0.1; any other needs a dashboard token.");
    public static readonly Setting WebPort = new("web-port", "PORT", "Port of dashboard and health. Default: 8080.");
    public static readonly Setting DashboardToken = new("dashboard-token", "TEXT", "Secret that the dashboard asks for. Better set by its variable: others can see a command line.");

    /// <summary>What a client and a silo must agree on to meet.</summary>
    public static ImmutableArray<Setting> Connection { get; } = [Cluster, Service, Region, DynamoDbEndpoint, TablePrefix, CreateTables, S3Endpoint, S3PathStyle, S3Dialect, S3KmsKey];

    /// <summary>What a silo needs beyond that.</summary>
    public static ImmutableArray<Setting> Silo { get; } =
        [Lake, Slots, SiloPort, GatewayPort, AdvertisedAddress, SiloName, WebAddress, WebPort, DashboardToken];

    public static ImmutableArray<Setting> All { get; } = [.. Connection, .. Silo];
}
