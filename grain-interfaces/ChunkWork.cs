using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Chunks;

namespace OpenPayments.GrainInterfaces;

/// <summary>What a file wants of one chunk. The landed file itself is fetched once a silo, by the fingerprint.</summary>
/// <param name="Fingerprint">Of the file's work: source hash, chunk ranges, layout, settings, writer.</param>
/// <param name="ForcedBy">The run that wants the work done again even when it is finished; null when finished is good enough.</param>
[GenerateSerializer, Immutable, Alias("openpayments.chunk-work")]
public sealed record ChunkWork(string Fingerprint, string? ForcedBy, IngestionSettings Settings);

public enum ChunkStage
{
    /// <summary>Never asked for.</summary>
    Idle,
    Running,
    Finished,
    Failed,
}

/// <summary>Where a chunk stands, and the counts that its file sums up.</summary>
[GenerateSerializer, Immutable, Alias("openpayments.chunk-status")]
public sealed record ChunkStatus(int ChunkIndex, string Fingerprint, ChunkStage Stage, long AcceptedCount, long QuarantinedCount, string? Error);

/// <param name="Result">Null when the chunk has not finished the work that was asked about.</param>
[GenerateSerializer, Immutable, Alias("openpayments.chunk-answer")]
public sealed record ChunkAnswer(ChunkResult? Result);
