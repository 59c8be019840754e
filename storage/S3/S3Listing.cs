using System.Runtime.CompilerServices;
using Amazon.S3.Model;

namespace OpenPayments.Storage.S3;

/// <summary>Lists a bucket page by page. A page may hold fewer keys than were asked for; only IsTruncated says that it was the last.</summary>
internal static class S3Listing
{
    public static async IAsyncEnumerable<S3Object> ListAsync(this S3Connection connection, string fullPrefix, [EnumeratorCancellation] CancellationToken cancellation)
    {
        string? continuation = null;
        do
        {
            var request = new ListObjectsV2Request { BucketName = connection.Bucket, Prefix = fullPrefix, ContinuationToken = continuation };
            var page = await connection.RunAsync("", token => connection.Client.ListObjectsV2Async(request, token), cancellation);
            foreach (var entry in page.S3Objects ?? []) yield return entry;
            continuation = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (continuation is not null);
    }
}
