using OpenPayments.Grains.Stages;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Landing;

namespace OpenPayments.Benchmarks.Chunks;

/// <summary>Chunks as a silo runs them: so many at a time are computed, while others wait for the store and have left their slot.</summary>
internal static class SlottedChunks
{
    /// <param name="processAsync">Is handed what frees its slot.</param>
    public static Task<ChunkResult[]> RunAsync(
        ChunkSlots slots, IEnumerable<ChunkRange> chunks, Func<ChunkRange, Action, Task<ChunkResult>> processAsync, CancellationToken cancellation) =>
        Task.WhenAll(chunks.Select(async chunk =>
        {
            using var slot = await slots.TakeAsync(cancellation);
            return await processAsync(chunk, slot.Dispose);
        }));
}
