using System.Net;
using Amazon.S3;
using Amazon.S3.Model;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Storage.S3;

/// <summary>What an object is, without its bytes.</summary>
internal sealed record ObjectHead(long LengthBytes, string ETag, DateTimeOffset ModifiedAt, string? Writer);

/// <summary>Single requests about whole objects, repeated until they are answered.</summary>
internal static class S3Requests
{
    public static Task<ObjectHead?> HeadAsync(this S3Connection connection, string key, string fullKey, CancellationToken cancellation) =>
        connection.RunAsync(key, token => connection.TryHeadAsync(fullKey, token), cancellation);

    public static Task<ObjectVersion?> ReadAsync(this S3Connection connection, string key, string fullKey, CancellationToken cancellation) => connection.RunAsync(
        key,
        async token =>
        {
            try
            {
                using var response = await connection.Client.GetObjectAsync(new GetObjectRequest { BucketName = connection.Bucket, Key = fullKey }, token);
                var content = new byte[response.ContentLength];
                await response.ResponseStream.ReadExactlyAsync(content, token);
                // Checksums are compared at the end of the stream, not at the last byte.
                if (await response.ResponseStream.ReadAsync(new byte[1], token) != 0) throw new IOException("the object is longer than its head says");
                return new ObjectVersion(content, response.ETag);
            }
            catch (AmazonS3Exception failure) when (S3Errors.IsAbsent(failure))
            {
                return null;
            }
        },
        cancellation);

    /// <summary>
    /// Of several at once exactly one gets true. A refusal may be of our own making, when an earlier attempt was done and
    /// its answer lost: the mark on the object tells.
    /// </summary>
    public static Task<bool> PutIfAbsentAsync(this S3Connection connection, string key, string fullKey, ReadOnlyMemory<byte> content, CancellationToken cancellation) =>
        connection.PutIfAsync(key, fullKey, content, request => request.IfNoneMatch = "*", cancellation);

    public static Task<bool> PutIfMatchAsync(this S3Connection connection, string key, string fullKey, ReadOnlyMemory<byte> content, string etag, CancellationToken cancellation) =>
        connection.PutIfAsync(key, fullKey, content, request => request.IfMatch = connection.ToCondition(etag), cancellation);

    /// <summary>Whether the object that has the key is the one that this writer wrote.</summary>
    public static async Task<bool> IsWrittenByAsync(this S3Connection connection, string fullKey, string writer, CancellationToken cancellation) =>
        (await connection.TryHeadAsync(fullKey, cancellation))?.Writer == writer;

    private static Task<bool> PutIfAsync(
        this S3Connection connection, string key, string fullKey, ReadOnlyMemory<byte> content, Action<PutObjectRequest> addCondition, CancellationToken cancellation)
    {
        var writer = Guid.NewGuid().ToString("N");
        return connection.RunAsync(
            key,
            async token =>
            {
                var request = connection.Put(fullKey, content, writer);
                addCondition(request);
                try
                {
                    await connection.Client.PutObjectAsync(request, token);
                    return true;
                }
                catch (AmazonS3Exception refusal) when (refusal.StatusCode == HttpStatusCode.PreconditionFailed || S3Errors.IsAbsent(refusal))
                {
                    return await connection.IsWrittenByAsync(fullKey, writer, token);
                }
            },
            cancellation);
    }

    private static async Task<ObjectHead?> TryHeadAsync(this S3Connection connection, string fullKey, CancellationToken cancellation)
    {
        try
        {
            var head = await connection.Client.GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = connection.Bucket, Key = fullKey }, cancellation);
            return new ObjectHead(head.ContentLength, head.ETag, head.LastModified ?? default(DateTimeOffset), head.Metadata[PutRequests.WriterMark]);
        }
        catch (AmazonS3Exception failure) when (S3Errors.IsAbsent(failure))
        {
            return null;
        }
        catch (AmazonS3Exception failure) when (S3Errors.IsWordless(failure))
        {
            using var worded = await connection.Client.GetObjectAsync(new GetObjectRequest { BucketName = connection.Bucket, Key = fullKey, ByteRange = new ByteRange(0, 0) }, cancellation);
            throw;
        }
    }
}
