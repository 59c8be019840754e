using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Stores;
using OpenPayments.Storage;

namespace OpenPayments.Silo;

/// <summary>Touches the lake once, so that a wrong name or right is said at the start and not by the first chunk.</summary>
public static class LakeCheck
{
    private const string ProbePrefix = "metadata/probe/";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(14);

    public static async Task RunAsync(IObjectStore store, CancellationToken cancellation)
    {
        if (!ObjectStores.IsRemote(store.Location) && !Directory.Exists(store.Location))
            throw new InputException($"There is no folder {store.Location} for the lake: make it, on a disk that every silo of the cluster has under this path, or name a lake on S3 (s3://bucket/prefix).");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Limit);
        try
        {
            // A listing, because S3 says of an object in a bucket that is not there no more than that the object is absent.
            await using var keys = store.ListAsync(ProbePrefix, limit.Token).GetAsyncEnumerator(limit.Token);
            await keys.MoveNextAsync();
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new StoreException($"The lake {store.Location} does not answer: check the network, the region and the endpoint, and run the same command again.");
        }
    }
}
