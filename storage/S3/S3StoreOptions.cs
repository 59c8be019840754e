using Amazon.Runtime;
using OpenPayments.Ingestion;

namespace OpenPayments.Storage.S3;

/// <summary>How to reach and use an S3 server. What is null is taken from where AWS's own tools take it.</summary>
public sealed record S3StoreOptions
{
    /// <summary>Otherwise <c>AWS_REGION</c>, <c>AWS_DEFAULT_REGION</c>, or the profile's.</summary>
    public string? Region { get; init; }

    /// <summary>Of a server other than AWS. Otherwise <c>AWS_ENDPOINT_URL_S3</c> or <c>AWS_ENDPOINT_URL</c>.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Whether the bucket stands in the path rather than in the host's name. Null: exactly when there is an endpoint.</summary>
    public bool? IsPathStyle { get; init; }

    /// <summary>Of <c>~/.aws/config</c>. Otherwise <c>AWS_PROFILE</c>.</summary>
    public string? Profile { get; init; }

    /// <summary>Otherwise AWS's default chain: environment, profile, container, instance.</summary>
    public AWSCredentials? Credentials { get; init; }

    public S3Dialect Dialect { get; init; } = S3Dialect.Aws;

    /// <summary>Larger objects go up in parts of this size: at least 5 MiB, and at most 10,000 of them an object.</summary>
    public int PartSizeBytes { get; init; } = 8 << 20;

    /// <summary>Parts of one object on their way at once. A writer holds this many buffers and one.</summary>
    public int PartsInFlight { get; init; } = 4;

    /// <summary>What a reader fetches at a time of a range that was announced.</summary>
    public int BlockSizeBytes { get; init; } = 4 << 20;

    /// <summary>Blocks on their way ahead of the one being read. A reader holds this many buffers and one.</summary>
    public int BlocksAhead { get; init; } = 3;

    /// <summary>Encrypts with this KMS key. Null leaves it to the bucket's default, which on AWS is encryption by S3's own keys.</summary>
    public string? KmsKeyId { get; init; }

    /// <summary>How long an endpoint that has never answered is tried; one that has is given a minute.</summary>
    public TimeSpan FirstContactPatience { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>What AWS's variables do not say: <c>OPENPAYMENTS_S3_DIALECT</c> (aws or ceph), <c>OPENPAYMENTS_S3_KMS_KEY</c>.</summary>
    public static S3StoreOptions FromEnvironment() => new()
    {
        Dialect = Variable("OPENPAYMENTS_S3_DIALECT") is { } dialect ? S3Dialect.Parse(dialect) : S3Dialect.Aws,
        KmsKeyId = Variable("OPENPAYMENTS_S3_KMS_KEY"),
    };

    internal string? ResolveProfile() => Profile ?? Variable("AWS_PROFILE");

    internal Uri? ResolveEndpoint()
    {
        if (Endpoint is not null) return Endpoint;
        foreach (var name in (string[])["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"])
            if (Variable(name) is { } text)
                return Uri.TryCreate(text, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https"
                    ? endpoint
                    : throw new InputException($"{name} is '{text}', which is no http or https address. Correct it or unset it.");
        return null;
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
