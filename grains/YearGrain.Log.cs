using Microsoft.Extensions.Logging;
using OpenPayments.GrainInterfaces;
using OpenPayments.Ingestion.Runs;

namespace OpenPayments.Grains;

internal sealed partial class YearGrain
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Year {Year}: run {RunId} started with {FileCount} files.")]
    private partial void LogStarted(int year, string runId, int fileCount);

    [LoggerMessage(Level = LogLevel.Information, Message = "Year {Year}: run {RunId} ended: {Outcome}.")]
    private partial void LogFinished(int year, string runId, RunOutcome outcome);

    [LoggerMessage(Level = LogLevel.Error, Message = "Year {Year}: run {RunId} is not recorded in the lake: {Error}")]
    private partial void LogNotRecorded(int year, string runId, string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "Year {Year}: the state of the run cannot be written: {Error}")]
    private partial void LogFailed(int year, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Year {Year}: the watchdog could not be taken away: {Error}")]
    private partial void LogWatchdogStays(int year, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Year {Year}: the catalog could not be told.")]
    private partial void LogCatalogNotReached(Exception e, int year);

    [LoggerMessage(Level = LogLevel.Warning, Message = "File {File} could not be reached; it will be asked again.")]
    private partial void LogFileNotReached(Exception e, FileId file);
}
