using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Storage.S3;

/// <summary>
/// One object on its way in parts. Nothing of it is visible before it is completed; aborting leaves nothing. What a killed
/// process leaves is invisible too, and a lifecycle rule of the bucket removes it.
/// </summary>
internal sealed class MultipartUpload(S3Connection connection, string key, string fullKey)
{
    private const int MostParts = 10_000;
    private static readonly TimeSpan AbortLimit = TimeSpan.FromSeconds(10);

    private readonly string _writer = Guid.NewGuid().ToString("N");
    private readonly SortedDictionary<int, UploadPartResponse> _parts = [];
    private string? _uploadId;
    private long _lengthBytes;

    public async Task StartAsync(CancellationToken cancellation) =>
        _uploadId = (await connection.RunAsync(key, token => connection.Client.InitiateMultipartUploadAsync(connection.StartUpload(fullKey, _writer), token), cancellation)).UploadId;

    /// <summary>May be called for several parts at once; the bytes are used until it ends.</summary>
    public async Task UploadPartAsync(int number, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        if (number > MostParts)
            throw new StoreException($"{key} is too large for {connection.Location} in parts of {connection.Options.PartSizeBytes >> 20} MiB: S3 takes {MostParts:N0} parts an object, so use larger ones.");
        var part = await connection.RunAsync(key, token => connection.Client.UploadPartAsync(connection.UploadPart(fullKey, _uploadId!, number, content), token), cancellation);
        lock (_parts)
        {
            _parts.Add(number, part);
            _lengthBytes += content.Length;
        }
    }

    /// <summary>Makes the object, in place of the one that has the key, if any.</summary>
    public Task<bool> CompleteAsync(CancellationToken cancellation) => CompleteAsync(isConditional: false, cancellation);

    /// <summary>Makes the object unless the key is taken.</summary>
    public async Task<bool> CompleteIfAbsentAsync(CancellationToken cancellation)
    {
        if (connection.Options.Dialect.HasConditionalCompletion) return await CompleteAsync(isConditional: true, cancellation);
        return await UploadClaim.TryTakeAsync(connection, key, Fingerprint(), cancellation) && await CompleteAsync(isConditional: false, cancellation);
    }

    /// <summary>Of no consequence when it fails: an upload that is not completed is not visible.</summary>
    public async Task AbortAsync()
    {
        if (_uploadId is null) return;
        try
        {
            using var limit = new CancellationTokenSource(AbortLimit);
            await connection.Client.AbortMultipartUploadAsync(new AbortMultipartUploadRequest { BucketName = connection.Bucket, Key = fullKey, UploadId = _uploadId }, limit.Token);
        }
        catch (Exception failure) when (S3Errors.IsStorageTrouble(failure))
        {
        }
    }

    private Task<bool> CompleteAsync(bool isConditional, CancellationToken cancellation) => connection.RunAsync(
        key,
        async token =>
        {
            var request = new CompleteMultipartUploadRequest { BucketName = connection.Bucket, Key = fullKey, UploadId = _uploadId, IfNoneMatch = isConditional ? "*" : null };
            if (connection.Options.Dialect.HasChecksums) request.AddPartETagsAndChecksums(_parts.Values);
            else request.AddPartETags(_parts.Values);
            try
            {
                await connection.Client.CompleteMultipartUploadAsync(request, token);
                return true;
            }
            catch (AmazonS3Exception refusal) when (refusal.StatusCode is HttpStatusCode.PreconditionFailed or HttpStatusCode.NotFound)
            {
                // Perhaps an earlier attempt was done and its answer lost: then the object is ours, and the upload is gone.
                if (await connection.IsWrittenByAsync(fullKey, _writer, token)) return true;
                if (refusal.StatusCode == HttpStatusCode.PreconditionFailed) return false;
                throw;
            }
        },
        cancellation);

    /// <summary>A function of the bytes and the part size.</summary>
    private string Fingerprint()
    {
        var lines = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{_lengthBytes}\n");
        foreach (var part in _parts.Values) lines.Append(part.ETag).Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(lines.ToString())));
    }
}
