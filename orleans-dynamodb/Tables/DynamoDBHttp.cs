using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Amazon.Runtime;

namespace OpenPayments.Orleans.DynamoDB;

/// <summary>
/// The connections of all clients that this assembly makes, with two additions: a server that cannot be reached is given up soon,
/// and every request that leaves the process is counted, retries included.
/// </summary>
/// <remarks>The count is <c>dynamodb.requests</c> of the meter <see cref="MeterName"/>, by server, operation and HTTP status (0: no answer).</remarks>
public sealed class DynamoDBHttp : HttpClientFactory
{
    public const string MeterName = "OpenPayments.Orleans.DynamoDB";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Requests = Meter.CreateCounter<long>("dynamodb.requests", "{request}", "Requests sent to DynamoDB, retries included");
    private static readonly AsyncLocal<StrongBox<int>?> Attempts = new();

    private static readonly HttpClient Shared = new(new CountingHandler(new SocketsHttpHandler
    {
        ConnectTimeout = TimeSpan.FromSeconds(2),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        AllowAutoRedirect = false,
    }))
    {
        Timeout = TimeSpan.FromSeconds(10),
    };

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => Shared;

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    /// <summary>Counts the requests that the caller, and what it awaits, sends from here on: more than one for an operation means retries.</summary>
    internal static StrongBox<int> CountAttempts() => Attempts.Value = new StrongBox<int>();

    private sealed class CountingHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (Attempts.Value is { } attempts) Interlocked.Increment(ref attempts.Value);
            var status = 0;
            try
            {
                var response = await base.SendAsync(request, cancellationToken);
                status = (int)response.StatusCode;
                return response;
            }
            finally
            {
                // "DynamoDB_20120810.PutItem"
                var target = request.Headers.TryGetValues("X-Amz-Target", out var targets) ? targets.First() : "";
                Requests.Add(1, new("server", request.RequestUri?.Authority), new("operation", target[(target.LastIndexOf('.') + 1)..]), new("status", status));
            }
        }
    }
}
