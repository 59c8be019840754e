using OpenPayments.GrainInterfaces;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Grains.Files;

/// <summary>Fetches what the chunks of a file keep, for the stages that need all of it at once.</summary>
internal sealed class ChunkResults(IGrainFactory grains)
{
    private const int CallsAtOnce = 64;

    public async Task<ChunkResult[]> GetAsync(FileId file, string fingerprint, int chunkCount, CancellationToken cancellation)
    {
        var results = new ChunkResult[chunkCount];
        await Parallel.ForAsync(
            0,
            chunkCount,
            new ParallelOptions { MaxDegreeOfParallelism = CallsAtOnce, CancellationToken = cancellation },
            async (index, _) =>
            {
                var chunk = new ChunkId(file, index);
                results[index] = (await grains.GetChunk(chunk).GetResultAsync(fingerprint)).Result
                    ?? throw new StoreException($"The result of chunk {chunk} is missing from the run's state. Run the command again with --force to do the file again.");
            });
        return results;
    }
}
