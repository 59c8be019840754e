using Microsoft.Extensions.Logging;

namespace OpenPayments.Grains.Stages;

internal sealed partial class StageRunner
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "Cancelled while {Work}.")]
    private partial void LogCancelled(string work);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The outcome of {Work} could not be reported; it will be asked for again.")]
    private partial void LogNotReported(Exception e, string work);

    [LoggerMessage(Level = LogLevel.Error, Message = "Unexpected failure while {Work}.")]
    private partial void LogBug(Exception e, string work);
}
