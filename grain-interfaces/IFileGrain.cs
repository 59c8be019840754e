using OpenPayments.GrainInterfaces.States;
using OpenPayments.Ingestion.Landing;
using Orleans.Concurrency;

namespace OpenPayments.GrainInterfaces;

/// <summary>
/// Coordinates one source file: lands it, keeps a bounded number of its chunks in flight, validates it, and publishes it
/// when its year says so. Key: <c>2023/2025-01-30/general</c>.
/// </summary>
[Alias("openpayments.file")]
public interface IFileGrain : IGrainWithStringKey
{
    /// <summary>
    /// Makes sure that the file is on its way to <see cref="FileStage.Validated"/> and says where it stands. Asked again for
    /// the same run it changes nothing, so the year repeats it to find out what it may have missed.
    /// </summary>
    [Alias("start")]
    Task<FileStatus> StartAsync(FileWork work);

    /// <summary>Makes sure that a validated file is on its way to being published and says where it stands. Safe to repeat.</summary>
    [Alias("publish")]
    Task<FileStatus> PublishAsync(string runId);

    /// <summary>
    /// Ends the run of this file without publishing it, as <see cref="FileOutcome.Cancelled"/> or <see cref="FileOutcome.Held"/>.
    /// Nothing happens when it is being published already. Safe to repeat.
    /// </summary>
    [Alias("end")]
    Task<FileStatus> EndAsync(string runId, FileOutcome outcome);

    /// <summary>Null when the file has not begun this run.</summary>
    [AlwaysInterleave]
    [Alias("get-progress")]
    Task<FileProgress?> GetProgressAsync(string runId);

    /// <summary>The landed file that the chunks of this work belong to, or null when the file grain has moved on to other work.</summary>
    [AlwaysInterleave]
    [Alias("get-landed")]
    Task<LandedFile?> GetLandedAsync(string fingerprint);

    [AlwaysInterleave]
    [Alias("get-state")]
    Task<FileState> GetState();
}
