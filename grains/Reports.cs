using OpenPayments.GrainInterfaces;
using OpenPayments.Grains.Stages;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Landing;
using Orleans.Concurrency;

namespace OpenPayments.Grains;

// What grains tell one another, and what a grain's own background work tells it. Reports to a parent are one-way: a child
// never waits for its parent, so the two cannot wait for each other; a parent that misses one asks again.

[Alias("openpayments.year-reports")]
internal interface IYearReports : IGrainWithStringKey
{
    /// <summary>A file has been validated or has ended.</summary>
    [OneWay]
    [Alias("file-advanced")]
    Task FileAdvancedAsync(FileStatus status);

    /// <summary>The run is in the lake's books, under the key that is the result.</summary>
    [Alias("recorded")]
    Task RecordedAsync(string runId, StageOutcome<string> outcome);
}

[Alias("openpayments.file-reports")]
internal interface IFileReports : IGrainWithStringKey
{
    /// <summary>A chunk has finished or failed.</summary>
    [OneWay]
    [Alias("chunk-ended")]
    Task ChunkEndedAsync(ChunkStatus status);

    /// <summary>
    /// What a chunk said when it was asked. Idle with an error: it could not be asked; without one: its silo is leaving and did
    /// not take it.
    /// </summary>
    [OneWay]
    [Alias("chunk-answered")]
    Task ChunkAnsweredAsync(ChunkStatus status);

    /// <summary>A chunk that waited for a slot is free to be done on another silo.</summary>
    [OneWay]
    [Alias("chunk-yielded")]
    Task ChunkYieldedAsync(string fingerprint, int index, SiloAddress to);

    [Alias("landed")]
    Task LandedAsync(string runId, StageOutcome<LandedFile> outcome);

    [Alias("validated")]
    Task ValidatedAsync(string runId, StageOutcome<FileSummary> outcome);

    [Alias("published")]
    Task PublishedAsync(string runId, StageOutcome<FileSummary> outcome);
}

[Alias("openpayments.chunk-reports")]
internal interface IChunkReports : IGrainWithStringKey
{
    /// <param name="attempt">The claim that the outcome belongs to; void when the chunk has been claimed anew since.</param>
    [Alias("processed")]
    Task ProcessedAsync(int attempt, StageOutcome<ChunkResult> outcome);

    /// <summary>Gives up waiting for a slot on this silo; false when the work has begun or is another by now.</summary>
    [Alias("yield")]
    Task<bool> YieldAsync(string fingerprint);
}
