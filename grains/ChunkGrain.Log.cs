using Microsoft.Extensions.Logging;
using OpenPayments.GrainInterfaces;
using OpenPayments.Ingestion.Runs;

namespace OpenPayments.Grains;

internal sealed partial class ChunkGrain
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "Chunk {Chunk} of run {RunId} ended: {Stage}.")]
    private partial void LogEnded(ChunkId chunk, string runId, ChunkStage stage);
}
