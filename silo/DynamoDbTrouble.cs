using System.Globalization;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using OpenPayments.Ingestion.Stores;
using OpenPayments.Orleans.DynamoDB;
using OpenPayments.Silo.Settings;

namespace OpenPayments.Silo;

/// <summary>Makes what the DynamoDB provider says of its troubles what this program says: within a limit, and with the right exit code.</summary>
public static class DynamoDbTrouble
{
    private static readonly string[] CredentialCodes =
    [
        "UnrecognizedClientException", "InvalidSignatureException", "InvalidClientTokenId", "MissingAuthenticationTokenException", "MissingAuthenticationToken",
        "IncompleteSignatureException", "SignatureDoesNotMatch", "ExpiredTokenException", "ExpiredToken",
    ];

    /// <summary>Does something with the cluster's tables; throws <see cref="StoreException"/> when it cannot be done within the limit.</summary>
    public static async Task GuardAsync(ClusterConnection connection, TimeSpan limit, Func<CancellationToken, Task> action, CancellationToken cancellation)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limited.CancelAfter(limit);
        try
        {
            // Beside this call: not everything that the SDK does on its way heeds a token, such as its search for credentials.
            await Task.Run(() => action(limited.Token), limited.Token).WaitAsync(limited.Token);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new StoreException(string.Create(CultureInfo.InvariantCulture, $"{connection.DynamoDbPlace} has not answered within {limit.TotalSeconds} s: check the network, the region and the endpoint, and that there are AWS credentials; then run the same command again."), e);
        }
        catch (Exception e) when (Translate(e) is { } trouble)
        {
            throw trouble;
        }
    }

    /// <summary>Null when DynamoDB had no part in it.</summary>
    internal static StoreException? Translate(Exception failure)
    {
        if (DynamoDBException.Explain(failure) is not { } sentence) return null;
        return IsAboutCredentials(failure) ? new CredentialsException(sentence, failure) : new StoreException(sentence, failure);
    }

    private static bool IsAboutCredentials(Exception? e) => e switch
    {
        null => false,
        DynamoDBException { Cause: { } cause } => IsAboutCredentials(cause),
        ProfileNotFoundException => true,
        AmazonServiceException service => CredentialCodes.Contains(service.ErrorCode) && !service.Message.Contains("Signature expired", StringComparison.Ordinal) && !service.Message.Contains("not yet current", StringComparison.Ordinal),
        AmazonClientException client => client.Message.Contains("credential", StringComparison.OrdinalIgnoreCase),
        _ => IsAboutCredentials(e.InnerException),
    };
}
