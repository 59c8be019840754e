using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Tracing;

/// <summary>SHA-256 of a whole object, read once from its start to its end.</summary>
internal static class RawHash
{
    /// <param name="reportBytes">Told how many bytes have been read.</param>
    public static async Task<string> ComputeAsync(IObjectReader raw, Action<long> reportBytes, CancellationToken cancellation)
    {
        await using var lane = new HashLane();
        raw.Announce(0, raw.LengthBytes);
        for (var offset = 0L; ;)
        {
            var buffer = await lane.RentAsync(cancellation);
            var length = raw.Read(offset, buffer.Span);
            if (length == 0) return await lane.FinishAsync();
            lane.Hash(buffer, length);
            reportBytes(offset += length);
        }
    }
}
