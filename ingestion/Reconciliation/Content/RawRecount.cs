using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Reconciliation.Content;

/// <summary>What landing would find in the raw object today: its hash, and its records by quote parity, without the parser.</summary>
internal sealed record RawRecount(string Sha256, long LengthBytes, long RecordCount)
{
    public static async Task<RawRecount> CountAsync(IObjectReader raw, string rawKey, CancellationToken cancellation)
    {
        var planner = new ChunkPlanner(IngestionSettings.DefaultChunkSizeBytes);
        var boundaries = new BoundaryScanner(planner, rawKey);
        using var blocks = new LandingBlocks(LandingBlocks.FlowCount);
        await using var lane = new HashLane();
        var offset = 0L;
        raw.Announce(0, raw.LengthBytes);
        while (true)
        {
            var block = await blocks.RentAsync(cancellation);
            try
            {
                block.Fill(offset, raw.Read(offset, block.Room.Span));
                if (block.Memory.IsEmpty) break;
                boundaries.Append(block.Span);
                lane.Hash(block);
            }
            finally
            {
                block.Release();
            }

            offset = block.EndBytes;
        }

        boundaries.Complete();
        planner.Finish(offset);
        return new RawRecount(await lane.FinishAsync(), offset, planner.RecordCount);
    }
}
