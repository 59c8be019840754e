using OpenPayments.GrainInterfaces.States;
using Orleans.Concurrency;

namespace OpenPayments.GrainInterfaces;

/// <summary>
/// Coordinates the stages of one program year: plan → land → ingest → validate → publish. Key: the year, <c>2023</c>.
/// Years never touch each other.
/// </summary>
[Alias("openpayments.year")]
public interface IYearGrain : IGrainWithStringKey
{
    /// <summary>
    /// Persists what is wanted and returns at once; the year then goes on by itself, also after a crash. Safe to repeat:
    /// the same request joins an unfinished run and goes on from its finished chunks (the answer tells the run's id); a
    /// different one takes the place of an unfinished run; after a finished run, a new run id looks at every file again and
    /// leaves the unchanged ones alone.
    /// </summary>
    [Alias("start")]
    Task<YearProgress> StartAsync(IngestRequest request);

    [AlwaysInterleave]
    [Alias("get-progress")]
    Task<YearProgress> GetProgressAsync();

    /// <summary>
    /// Stops the run: running chunks are abandoned, a publication that is being published is completed first. Returns
    /// at once; the run has ended when progress says Finished.
    /// </summary>
    [Alias("cancel")]
    Task CancelAsync();

    /// <summary>What became of the last run; null while it goes on or when there was none.</summary>
    [AlwaysInterleave]
    [Alias("get-result")]
    Task<YearResult?> GetResultAsync();

    [AlwaysInterleave]
    [Alias("get-state")]
    Task<YearState> GetState();
}
