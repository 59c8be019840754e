using OpenPayments.GrainInterfaces;
using OpenPayments.Ingestion.Runs;

namespace OpenPayments.Client.Progress;

/// <summary>One file of a run as a display shows it at one moment.</summary>
/// <param name="DoneBytes">Of the stage that the file is in: copied while landing, processed afterwards.</param>
/// <param name="RecordCount">Accepted and quarantined so far.</param>
/// <param name="BytesPerSecond">Over this run's share of the stage; null until there is something to divide.</param>
/// <param name="TimeLeft">Until the file's chunks are done; null while it cannot be told.</param>
public sealed record FileView(
    FileId Id,
    FileStage Stage,
    FileOutcome? Outcome,
    long DoneBytes,
    long LengthBytes,
    long RecordCount,
    long RejectedCount,
    double? RecordsPerSecond,
    double? BytesPerSecond,
    TimeSpan? TimeLeft,
    string? Error);
