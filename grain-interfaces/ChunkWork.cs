using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Chunks;

namespace OpenPayments.GrainInterfaces;

/// <summary>What a file wants of one chunk. The landed file itself is fetched once a silo, by the fingerprint.</summary>
/// <param name="Fingerprint">Of the file's work: source hash, chunk ranges, layout, settings, writer.</param>
/// <param name="Force">Only what this very run has done counts as done.</param>
[GenerateSerializer, Immutable, Alias("openpayments.chunk-work")]
public sealed record ChunkWork(string RunId, string Fingerprint, IngestionSettings Settings, bool Force);

public enum ChunkStage
{
    /// <summary>Never asked for.</summary>
    Idle,
    Running,
    Finished,
    Failed,
}

/// <summary>Where a chunk stands, and the counts that its file sums up.</summary>
/// <param name="RunId">The run that claimed the work.</param>
/// <param name="Silo">Where the chunk is; null when that is not known.</param>
[GenerateSerializer, Immutable, Alias("openpayments.chunk-status")]
public sealed record ChunkStatus(
    int ChunkIndex,
    string RunId,
    string Fingerprint,
    ChunkStage Stage,
    long AcceptedCount,
    long QuarantinedCount,
    string? Error,
    SiloAddress? Silo = null);

/// <param name="Result">Null when the chunk has not finished the work that was asked about.</param>
[GenerateSerializer, Immutable, Alias("openpayments.chunk-answer")]
public sealed record ChunkAnswer(ChunkResult? Result);
