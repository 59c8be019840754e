using OpenPayments.Ingestion;

namespace OpenPayments.Storage.S3;

/// <summary>What an S3 server understands beyond the common ground. <see cref="Aws"/> is the SDK's default, <see cref="Ceph"/> the safe side.</summary>
/// <param name="HasChecksums">Knows CRC checksums of requests and answers. Without them every upload is still signed over its SHA-256.</param>
/// <param name="HasChunkEncoding">Knows <c>aws-chunked</c> bodies, with signatures or checksums behind them.</param>
/// <param name="QuotesETags">Compares <c>If-Match</c> with the quotes that HTTP asks for.</param>
/// <param name="HasConditionalCompletion">Knows <c>If-None-Match</c> on CompleteMultipartUpload. Without it uploads are claimed; see <see cref="UploadClaim"/>.</param>
public sealed record S3Dialect(bool HasChecksums, bool HasChunkEncoding, bool QuotesETags, bool HasConditionalCompletion)
{
    /// <summary>Amazon S3, and servers that keep up with it.</summary>
    public static S3Dialect Aws { get; } = new(true, true, true, true);

    /// <summary>Ceph's RADOS gateway, and older servers of other makes.</summary>
    public static S3Dialect Ceph { get; } = new(false, false, false, false);

    public static S3Dialect Parse(string name) => name.ToLowerInvariant() switch
    {
        "aws" => Aws,
        "ceph" => Ceph,
        _ => throw new InputException($"'{name}' is no S3 dialect: say aws (Amazon S3 and what keeps up with it) or ceph (RADOS gateway and older servers)."),
    };
}
