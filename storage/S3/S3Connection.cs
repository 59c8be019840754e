using System.Diagnostics;
using System.Security.Cryptography;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;
using Amazon.S3;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Storage.S3;

/// <summary>
/// One way to one bucket. Everything that is asked of it goes through <see cref="RunAsync"/>: the only place that tries again and
/// the only one that makes an SDK's exception a <see cref="StoreException"/>. The SDK's own retries are off, since it cannot
/// know which request may be repeated, nor that a body was cut while we read it.
/// </summary>
internal sealed class S3Connection : IDisposable
{
    private const int MostAttempts = 10;
    private static readonly TimeSpan AttemptLimit = TimeSpan.FromSeconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan CredentialsLimit = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly AWSCredentials _credentials;
    private Task? _credentialsCheck;
    private volatile bool _hasAnswered;

    public S3Connection(S3Location location, S3StoreOptions options)
    {
        Location = location;
        Options = options;
        Endpoint = options.ResolveEndpoint();
        var profile = ReadProfile(options.ResolveProfile());
        var region = options.Region ?? Variable("AWS_REGION") ?? Variable("AWS_DEFAULT_REGION") ?? profile?.Region?.SystemName;
        Region = region ?? "us-east-1";
        var config = new AmazonS3Config
        {
            MaxErrorRetry = 0,
            Timeout = AttemptLimit,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            ForcePathStyle = options.IsPathStyle ?? Endpoint is not null,
            RequestChecksumCalculation = options.Dialect.HasChecksums ? RequestChecksumCalculation.WHEN_SUPPORTED : RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = options.Dialect.HasChecksums ? ResponseChecksumValidation.WHEN_SUPPORTED : ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (options.ResolveProfile() is { } profileName) config.Profile = new Profile(profileName);
        if (Endpoint is null) config.RegionEndpoint = RegionEndpoint.GetBySystemName(Region);
        else (config.ServiceURL, config.AuthenticationRegion) = (Endpoint.ToString(), Region);

        _credentials = options.Credentials ?? new DefaultChain(config);
        Client = new AmazonS3Client(_credentials, config);
    }

    public S3Location Location { get; }

    public S3StoreOptions Options { get; }

    /// <summary>Null for AWS itself.</summary>
    public Uri? Endpoint { get; }

    public string Region { get; }

    public AmazonS3Client Client { get; }

    public string Bucket => Location.Bucket;

    public BufferCount Buffers { get; } = new();

    /// <summary>The whole key of one of the lake's objects in its bucket.</summary>
    public string KeyOf(string key)
    {
        ObjectKey.Validate(key);
        return PrivateKeyOf(key);
    }

    /// <summary>Likewise for our own objects beside the data.</summary>
    public string PrivateKeyOf(string key) => Location.Path.Length == 0 ? key : $"{Location.Path}/{key}";

    /// <summary>An ETag as this server wants to be asked for it.</summary>
    public string ToCondition(string etag) => Options.Dialect.QuotesETags ? $"\"{etag.Trim('"')}\"" : etag.Trim('"');

    /// <summary>Does something until it is done, refused, or has failed for too long. Answers such as 404 and 412 are the action's business.</summary>
    /// <param name="key">The object, to name it when it fails.</param>
    public async Task<T> RunAsync<T>(string key, Func<CancellationToken, Task<T>> action, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(AttemptLimit);
            try
            {
                await CheckCredentialsAsync(cancellation);
                var result = await action(limit.Token);
                _hasAnswered = true;
                return result;
            }
            catch (Exception failure) when (!cancellation.IsCancellationRequested && S3Errors.IsStorageTrouble(failure))
            {
                if (S3Errors.IsAnswer(failure)) _hasAnswered = true;
                var isHopeless = attempt == MostAttempts || Stopwatch.GetElapsedTime(started) > (_hasAnswered ? Patience : Options.FirstContactPatience);
                if (isHopeless || !S3Errors.IsTransient(failure)) throw S3Errors.Translate(this, key, failure);
            }

            await Task.Delay(PauseAfter(attempt), cancellation);
        }
    }

    public void Dispose() => Client.Dispose();

    /// <summary>Anything up to the bound, so that many who failed together do not come back together.</summary>
    private static TimeSpan PauseAfter(int attempt)
    {
        var bound = Math.Min(LongestPause.TotalMilliseconds, 100 * Math.Pow(2, attempt));
        return TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(10, (int)bound));
    }

    /// <summary>Once, before anything is asked: without credentials the chain ends at an instance's metadata, which is long in coming where there is none.</summary>
    private async Task CheckCredentialsAsync(CancellationToken cancellation)
    {
        var check = _credentialsCheck ??= Task.Run(_credentials.GetCredentialsAsync, CancellationToken.None);
        try
        {
            await check.WaitAsync(CredentialsLimit, cancellation);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            _credentialsCheck = null;
            throw S3Errors.NoCredentials(this, failure);
        }
    }

    private static CredentialProfile? ReadProfile(string? name) =>
        new CredentialProfileStoreChain().TryGetProfile(name ?? "default", out var profile) ? profile : null;

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    /// <summary>Asks AWS's chain when credentials are first needed rather than when a store is opened.</summary>
    private sealed class DefaultChain(IClientConfig config) : AWSCredentials
    {
        public override ImmutableCredentials GetCredentials() => DefaultAWSCredentialsIdentityResolver.GetCredentials(config).GetCredentials();

        public override async Task<ImmutableCredentials> GetCredentialsAsync() =>
            await (await DefaultAWSCredentialsIdentityResolver.GetCredentialsAsync(config)).GetCredentialsAsync();
    }
}
