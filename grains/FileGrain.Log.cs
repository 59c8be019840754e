using Microsoft.Extensions.Logging;
using OpenPayments.GrainInterfaces;
using OpenPayments.Ingestion.Runs;

namespace OpenPayments.Grains;

internal sealed partial class FileGrain
{
    [LoggerMessage(Level = LogLevel.Information, Message = "File {File} of run {RunId} ended: {Outcome}. {Error}")]
    private partial void LogFinished(FileId file, string runId, FileOutcome outcome, string? error);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The progress of {File} could not be written at the end.")]
    private partial void LogProgressNotWritten(Exception e, FileId file);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Chunk {Index} of {File} could not be reached; it will be asked again.")]
    private partial void LogChunkNotReached(Exception e, FileId file, int index);
}
