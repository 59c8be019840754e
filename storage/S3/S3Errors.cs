using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using System.Xml;
using Amazon.Runtime;
using Amazon.S3;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Storage.S3;

/// <summary>Which of S3's failures pass, and what a user can do about the others, in one sentence.</summary>
internal static partial class S3Errors
{
    public static bool IsStorageTrouble(Exception failure) =>
        failure is not StoreException and (AmazonServiceException or AmazonClientException or HttpRequestException or IOException or OperationCanceledException or TimeoutException or SocketException or XmlException);

    /// <summary>Whether a server has spoken.</summary>
    public static bool IsAnswer(Exception failure) => failure is AmazonServiceException { StatusCode: not 0 };

    /// <summary>HEAD has no body: what is wrong has to be asked by another request.</summary>
    public static bool IsWordless(AmazonS3Exception failure) => failure.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.BadRequest or HttpStatusCode.MovedPermanently;

    public static bool IsAbsent(AmazonS3Exception failure) => failure.StatusCode == HttpStatusCode.NotFound && failure.ErrorCode != "NoSuchBucket";

    public static bool IsTransient(Exception failure) => failure switch
    {
        AmazonUnmarshallingException => true, // The answer was cut.
        // Without a code it is not about the request: radosgw may take the body of one that it refused for the start of the next.
        AmazonServiceException { StatusCode: HttpStatusCode.BadRequest, ErrorCode: null or "" or "BadRequest" } => true,
        AmazonServiceException { StatusCode: not 0 } service =>
            (int)service.StatusCode >= 500 || service.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.Conflict or HttpStatusCode.RequestTimeout
            || service.ErrorCode is "SlowDown" or "RequestTimeout" or "IncompleteBody" or "BadDigest" or "XAmzContentSHA256Mismatch" or "InternalError" or "OperationAborted",
        AmazonServiceException service => service.InnerException is null || IsTransient(service.InnerException),
        AmazonClientException client => client.InnerException is not null && IsTransient(client.InnerException),
        _ => true,
    };

    public static StoreException NoCredentials(S3Connection connection, Exception failure) => new CredentialsException(
        $"There are no AWS credentials for {connection.Location} ({Detail(failure)}): set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, choose a profile with AWS_PROFILE, or run `aws sso login`, and run the same command again.", failure);

    public static StoreException Translate(S3Connection connection, string key, Exception failure)
    {
        var name = $"s3://{connection.Bucket}/{connection.PrivateKeyOf(key)}";
        var service = failure as AmazonServiceException;
        return service?.ErrorCode switch
        {
            "NoSuchBucket" => new StoreException($"There is no bucket {connection.Bucket} at {Server(connection)}, so {name} cannot be used: create the bucket or correct its name, and run the same command again.", failure),
            "InvalidAccessKeyId" => new CredentialsException($"The server does not know the access key that was used for {name}: check AWS_ACCESS_KEY_ID or the profile, and run the same command again.", failure),
            "SignatureDoesNotMatch" => new CredentialsException($"The secret key that was used for {name} is not the one of its access key: check AWS_SECRET_ACCESS_KEY or the profile, and run the same command again.", failure),
            "ExpiredToken" or "ExpiredTokenException" or "TokenRefreshRequired" or "RequestExpired" => new CredentialsException($"The credentials that were used for {name} have expired: renew them (`aws sso login`, or a new session token) and run the same command again; what is finished is kept.", failure),
            "InvalidToken" or "UnrecognizedClientException" => new CredentialsException($"The session token that was used for {name} is not valid: set AWS_SESSION_TOKEN together with its keys, or unset it, and run the same command again.", failure),
            "RequestTimeTooSkewed" => new StoreException($"The clock of this machine ({DateTimeOffset.UtcNow.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)}) is too far from that of {Server(connection)}, which refuses {name}: set it (for example by NTP) and run the same command again.", failure),
            "AuthorizationHeaderMalformed" or "PermanentRedirect" or "TemporaryRedirect" or "Redirect" or "IllegalLocationConstraintException" => WrongRegion(connection, name, failure),
            "InvalidRange" or "PreconditionFailed" => new StoreException($"{name} was replaced while it was being read: run the same command again.", failure),
            "SlowDown" or "ServiceUnavailable" or "InternalError" => new StoreException($"{Server(connection)} was too busy for {name} ({service.ErrorCode}) for a minute: run the same command again later; what is finished is kept.", failure),
            _ when service?.StatusCode == HttpStatusCode.MovedPermanently => WrongRegion(connection, name, failure),
            _ when service?.StatusCode == HttpStatusCode.Forbidden => new StoreException(
                $"Access to {name} is denied: the user of these credentials needs s3:GetObject, s3:PutObject, s3:AbortMultipartUpload and, so that an absent object is told from a forbidden one, s3:ListBucket on bucket {connection.Bucket}; or the bucket is somebody else's.", failure),
            _ when service is { StatusCode: not 0 } => new StoreException($"{name} could not be used: {Server(connection)} answered {(int)service.StatusCode} {service.ErrorCode} ({Detail(failure)}). Check the request's options, and run the same command again.", failure),
            _ => new StoreException($"{Server(connection)} could not be reached for {name} ({Detail(failure)}): check the network, AWS_ENDPOINT_URL_S3 and the region, and run the same command again; what is finished is kept.", failure),
        };
    }

    private static StoreException WrongRegion(S3Connection connection, string name, Exception failure)
    {
        var region = RightRegion().Match($"{failure.Message} {(failure as AmazonS3Exception)?.ResponseBody}").Groups["region"].Value;
        var advice = region.Length == 0 ? "set AWS_REGION to the bucket's" : $"set AWS_REGION={region}";
        return new StoreException($"Bucket {connection.Bucket} is not in region {connection.Region}, so {name} cannot be used: {advice}, and run the same command again.", failure);
    }

    private static string Server(S3Connection connection) => connection.Endpoint?.ToString().TrimEnd('/') ?? $"S3 in {connection.Region}";

    private static string Detail(Exception failure) => failure is OperationCanceledException or TimeoutException
        ? "no answer in time"
        : (failure.InnerException is { } inner && failure is AmazonClientException ? inner : failure).Message.ReplaceLineEndings(" ").TrimEnd('.', ' ');

    /// <summary>S3 says it in the body, or in the endpoint that it redirects to.</summary>
    [GeneratedRegex(@"(<Region>|expecting '|s3[.-])(?<region>[a-z]{2}(-[a-z]+)+-\d)(</Region>|'|\.amazonaws)")]
    private static partial Regex RightRegion();
}
