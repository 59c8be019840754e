using OpenPayments.GrainInterfaces.States;
using Orleans.Concurrency;

namespace OpenPayments.GrainInterfaces;

/// <summary>
/// One chunk: claims the work with an ETag-checked write, does it off the grain scheduler, records the result. Key:
/// <c>2023/2025-01-30/general/00042</c>.
/// </summary>
[Alias("openpayments.chunk")]
public interface IChunkGrain : IGrainWithStringKey
{
    /// <summary>
    /// Makes sure that this work is done or being done and says where it stands. Finished work is answered from state; other
    /// work than the last takes its place. Safe to repeat: the file grain does so when it has not heard of a chunk for long.
    /// </summary>
    [Alias("start")]
    Task<ChunkStatus> StartAsync(ChunkWork work);

    /// <summary>Abandons running work. Nothing is recorded: started again, the chunk is done from its beginning.</summary>
    [Alias("cancel")]
    Task CancelAsync();

    /// <summary>The result of this work; none when the chunk has not finished it.</summary>
    [AlwaysInterleave]
    [Alias("get-result")]
    Task<ChunkAnswer> GetResultAsync(string fingerprint);

    [AlwaysInterleave]
    [Alias("get-state")]
    Task<ChunkState> GetState();
}
