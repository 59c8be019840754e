using System.Diagnostics;
using System.Text;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Storage.S3;

/// <summary>
/// The arbiter where a server cannot complete an upload "unless the key is taken" (Ceph): a small object beside the data, put
/// if absent, that says which bytes a key shall have. Who comes second with the same bytes may complete too, which changes
/// nothing and heals the crash of the first. Who comes second with others waits for the first one's object and then knows
/// that the key is taken. So a key never gets two contents; what can happen is that somebody has to remove the claim of an
/// upload that died and will never be repeated.
/// </summary>
internal static class UploadClaim
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <returns>False when the key is taken.</returns>
    public static async Task<bool> TryTakeAsync(S3Connection connection, string key, string fingerprint, CancellationToken cancellation)
    {
        var claimKey = $"{ObjectKey.PrivateFolder}/claims/{key}";
        var fullClaimKey = connection.PrivateKeyOf(claimKey);
        if (await connection.HeadAsync(key, connection.KeyOf(key), cancellation) is not null) return false;
        if (await connection.PutIfAbsentAsync(claimKey, fullClaimKey, Encoding.ASCII.GetBytes(fingerprint), cancellation)) return true;
        if (await connection.ReadAsync(claimKey, fullClaimKey, cancellation) is { } claim && Encoding.ASCII.GetString(claim.Content) == fingerprint) return true;

        var started = Stopwatch.GetTimestamp();
        while (await connection.HeadAsync(key, connection.KeyOf(key), cancellation) is null)
        {
            if (Stopwatch.GetElapsedTime(started) > Patience)
                throw new StoreException($"Another upload of {key} with other bytes was begun in {connection.Location} and is not finished: wait for it, or, when nothing is running any more, delete s3://{connection.Bucket}/{fullClaimKey}, and run the same command again.");
            await Task.Delay(Pause, cancellation);
        }

        return false;
    }
}
