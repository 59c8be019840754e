using Amazon.DynamoDBv2;
using Orleans;

namespace OpenPayments.Orleans.DynamoDB;

/// <summary>
/// What all our providers want to know of their table, under the names of the official packages. Billing differs from theirs: a table
/// is created on demand unless provisioned throughput is asked for, and the billing mode of a table that exists is never changed.
/// </summary>
public abstract class DynamoDBTableOptions
{
    [Redact]
    public string? AccessKey { get; set; }

    [Redact]
    public string? SecretKey { get; set; }

    /// <summary>Session token of temporary credentials.</summary>
    [Redact]
    public string? Token { get; set; }

    /// <summary>Name of a profile in the AWS configuration files.</summary>
    public string? ProfileName { get; set; }

    /// <summary>
    /// A region such as <c>us-east-1</c>, or the URL of an endpoint. Without it, the region and the endpoint come from where AWS's own
    /// tools take them: <c>AWS_REGION</c>, <c>AWS_ENDPOINT_URL_DYNAMODB</c>, <c>AWS_ENDPOINT_URL</c>, the profile.
    /// </summary>
    /// <remarks>
    /// Without a key or profile above, a region and an https URL use AWS's default credential chain; a plain http URL, which is a
    /// server on this machine, is sent dummy ones.
    /// </remarks>
    public string? Service { get; set; }

    public string TableName { get; set; } = "";

    /// <summary>With <see cref="UseProvisionedThroughput"/>.</summary>
    public int ReadCapacityUnits { get; set; } = 10;

    /// <summary>With <see cref="UseProvisionedThroughput"/>.</summary>
    public int WriteCapacityUnits { get; set; } = 5;

    /// <summary>Pay for capacity units rather than for requests. Off, unlike in the official packages.</summary>
    public bool UseProvisionedThroughput { get; set; }

    /// <summary>Create the table when it is missing; needs the right to describe and create tables.</summary>
    public bool CreateIfNotExists { get; set; } = true;

    /// <summary>Add what a table lacks: indexes, time to live, and the capacity units above if it is a provisioned one.</summary>
    public bool UpdateIfExists { get; set; } = true;

    /// <summary>Makes the client, in place of all settings above on how to connect. Not in the official packages.</summary>
    public Func<IAmazonDynamoDB>? CreateClient { get; set; }
}
