using System.Net.Sockets;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;

namespace OpenPayments.Orleans.DynamoDB;

/// <summary>What is said when DynamoDB cannot do what a provider asks; always with the table, the place, and the next step.</summary>
internal static class DynamoDBErrors
{
    /// <summary>Null for what is no failure of DynamoDB but an answer or a decision: a failed condition, a cancellation.</summary>
    public static DynamoDBException? Translate(Exception e, string table, string place, CancellationToken cancellation) => e switch
    {
        DynamoDBException or ConditionalCheckFailedException or TransactionCanceledException => null,
        OperationCanceledException when cancellation.IsCancellationRequested => null,
        AmazonServiceException service => new(Sentence(service, table, place), e),
        HttpRequestException or TimeoutException or OperationCanceledException or IOException => Unreachable(table, place, e),
        ProfileNotFoundException => UnknownProfile(table, Environment.GetEnvironmentVariable("AWS_PROFILE") ?? "default", e),
        AmazonClientException client => new(Sentence(client, table), e),
        _ => null,
    };

    public static DynamoDBException Missing(string table, string place) =>
        new($"The DynamoDB table '{table}' does not exist ({place}): start a silo that may create it, create it by other means, or correct TableName and the region.");

    public static DynamoDBException NotReady(string table, string place, string? status) =>
        new($"The DynamoDB table '{table}' is still {status ?? "absent"} ({place}): look at it in the AWS console and start again when it is ACTIVE.");

    /// <summary>A transaction that was cancelled for more than another writer's being faster.</summary>
    public static DynamoDBException Cancelled(TransactionCanceledException e, string table, string place)
    {
        var reasons = string.Join(", ", e.CancellationReasons?.Select(reason => reason.Code).Where(code => code is not (null or "None")).Distinct() ?? []);
        return new($"DynamoDB cancelled a transaction on the table '{table}' ({place}): {(reasons.Length > 0 ? reasons : End(e.Message))}. Try again; if it is throttled, raise the table's capacity units or switch it to on-demand.", e);
    }

    public static DynamoDBException UnknownProfile(string table, string profile, Exception? cause = null) =>
        new($"There is no AWS profile '{profile}' on this machine, which the table '{table}' is to be used with: create it with 'aws configure --profile {profile}', or name another.", cause);

    public static DynamoDBException NoRegion(string table, Exception? cause = null) =>
        new($"No AWS region is set for the DynamoDB table '{table}': set AWS_REGION or the option Service.", cause);

    private static DynamoDBException Unreachable(string table, string place, Exception e) =>
        new($"DynamoDB cannot be reached for the table '{table}' ({place}): {Reason(e)}. Check the region or endpoint, the network and, on AWS, the route or VPC endpoint to DynamoDB.", e);

    private static string Sentence(AmazonServiceException e, string table, string place)
    {
        if (FindReason(e) is not null && e.StatusCode == 0) return Unreachable(table, place, e).Message;
        if (IsClockSkew(e)) return $"AWS refuses requests for the table '{table}' because this machine's clock is wrong ({End(e.Message)}): correct the clock and start again.";
        return e.ErrorCode switch
        {
            "ResourceNotFoundException" => Missing(table, place).Message,
            "AccessDeniedException" or "AccessDenied" => $"These AWS credentials may not do what the DynamoDB table '{table}' needs ({End(e.Message)}): grant it to them in IAM, or use others.",
            "UnrecognizedClientException" or "InvalidSignatureException" or "InvalidClientTokenId" or "MissingAuthenticationTokenException" or "MissingAuthenticationToken" or "IncompleteSignatureException" or "SignatureDoesNotMatch" =>
                $"AWS does not accept the credentials used for the table '{table}' ({End(e.Message)}): check AccessKey and SecretKey, AWS_PROFILE, or the role of this machine.",
            "ExpiredTokenException" or "ExpiredToken" => $"The AWS credentials used for the table '{table}' have expired: sign in again ('aws sso login') and start again.",
            "ProvisionedThroughputExceededException" or "ThrottlingException" or "RequestLimitExceeded" or "Throttling" =>
                $"DynamoDB throttles the table '{table}' ({place}): raise its capacity units or switch it to on-demand.",
            "LimitExceededException" => $"AWS allows no further change of tables for '{table}' now ({End(e.Message)}): wait a minute and start again.",
            "ValidationException" when e.Message.Contains("size", StringComparison.OrdinalIgnoreCase) => $"A row is too large for the DynamoDB table '{table}' ({End(e.Message)}): keep less in one state.",
            _ => $"DynamoDB refused a request for the table '{table}' ({place}): {End(e.Message)} ({e.ErrorCode ?? e.StatusCode.ToString()}). Correct what it names and try again.",
        };
    }

    private static string Sentence(AmazonClientException e, string table)
    {
        if (e.Message.Contains("RegionEndpoint or ServiceURL", StringComparison.Ordinal))
            return NoRegion(table).Message;
        if (e.Message.Contains("credential", StringComparison.OrdinalIgnoreCase))
            return $"No AWS credentials were found for the DynamoDB table '{table}': set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run with an IAM role.";
        return $"The DynamoDB client for the table '{table}' failed: {End(e.Message)}. Correct what it names and try again.";
    }

    private static bool IsClockSkew(AmazonServiceException e) =>
        e.ErrorCode is "RequestExpired" or "RequestTimeTooSkewed" or "RequestInTheFuture"
        || e.Message.Contains("Signature expired", StringComparison.Ordinal)
        || e.Message.Contains("Signature not yet current", StringComparison.Ordinal);

    private static string Reason(Exception e) => FindReason(e) ?? End(e.Message);

    /// <summary>What the network said, below all that was wrapped around it.</summary>
    private static string? FindReason(Exception? e) => e switch
    {
        null => null,
        SocketException => End(e.Message),
        TimeoutException or OperationCanceledException => "it does not answer",
        HttpRequestException or IOException => FindReason(e.InnerException) ?? End(e.Message),
        _ => FindReason(e.InnerException),
    };

    private static string End(string message) => message.TrimEnd('.', ' ', '\n');
}
