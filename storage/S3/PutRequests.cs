using System.Runtime.InteropServices;
using Amazon.S3;
using Amazon.S3.Model;

namespace OpenPayments.Storage.S3;

/// <summary>Requests that carry bytes, in the server's dialect. Made anew for every attempt, since an attempt uses up its stream.</summary>
internal static class PutRequests
{
    /// <summary>Metadata that says which writer wrote an object: after a lost answer it tells whether the object is ours.</summary>
    public const string WriterMark = "writer";

    public static PutObjectRequest Put(this S3Connection connection, string fullKey, ReadOnlyMemory<byte> content, string writer)
    {
        var dialect = connection.Options.Dialect;
        var request = new PutObjectRequest
        {
            BucketName = connection.Bucket,
            Key = fullKey,
            InputStream = ToStream(content),
            UseChunkEncoding = dialect.HasChunkEncoding,
            DisableDefaultChecksumValidation = !dialect.HasChecksums,
        };
        request.Metadata[WriterMark] = writer;
        if (connection.Options.KmsKeyId is { } kms)
            (request.ServerSideEncryptionMethod, request.ServerSideEncryptionKeyManagementServiceKeyId) = (ServerSideEncryptionMethod.AWSKMS, kms);
        return request;
    }

    public static InitiateMultipartUploadRequest StartUpload(this S3Connection connection, string fullKey, string writer)
    {
        var request = new InitiateMultipartUploadRequest { BucketName = connection.Bucket, Key = fullKey };
        if (connection.Options.Dialect.HasChecksums) request.ChecksumAlgorithm = ChecksumAlgorithm.CRC32;
        request.Metadata[WriterMark] = writer;
        if (connection.Options.KmsKeyId is { } kms)
            (request.ServerSideEncryptionMethod, request.ServerSideEncryptionKeyManagementServiceKeyId) = (ServerSideEncryptionMethod.AWSKMS, kms);
        return request;
    }

    public static UploadPartRequest UploadPart(this S3Connection connection, string fullKey, string uploadId, int number, ReadOnlyMemory<byte> content)
    {
        var dialect = connection.Options.Dialect;
        var request = new UploadPartRequest
        {
            BucketName = connection.Bucket,
            Key = fullKey,
            UploadId = uploadId,
            PartNumber = number,
            PartSize = content.Length,
            InputStream = ToStream(content),
            UseChunkEncoding = dialect.HasChunkEncoding,
            DisableDefaultChecksumValidation = !dialect.HasChecksums,
        };
        if (dialect.HasChecksums) request.ChecksumAlgorithm = ChecksumAlgorithm.CRC32;
        return request;
    }

    private static MemoryStream ToStream(ReadOnlyMemory<byte> content) =>
        MemoryMarshal.TryGetArray(content, out var segment)
            ? new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false)
            : new MemoryStream(content.ToArray(), writable: false);
}
