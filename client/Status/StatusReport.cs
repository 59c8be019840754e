using System.Collections.Immutable;
using OpenPayments.Client.Lakes;
using OpenPayments.GrainInterfaces;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Client.Status;

/// <summary>What a lake holds and what is being done to it, from its own files alone.</summary>
/// <param name="LakeDigest">Null for a lake that shows nothing or is not whole.</param>
/// <param name="Error">Why the lake digest cannot be told.</param>
/// <param name="Writer">Who writes the lake now: a process of this machine or a cluster; null when nobody does.</param>
/// <param name="Published">Every file with a manifest, superseded ones included.</param>
/// <param name="Runs">Files whose last run goes on, or did not end with being published.</param>
public sealed record StatusReport(
    string Lake,
    string? LakeDigest,
    string? Error,
    WriterDescription? Writer,
    ImmutableArray<PublishedFileReport> Published,
    ImmutableArray<FileRunReport> Runs);

public sealed record PublishedFileReport(
    string File,
    int ProgramYear,
    DateOnly Publication,
    Kind Kind,
    bool IsCurrent,
    string EraId,
    TextEncoding Encoding,
    string RawKey,
    string Sha256,
    long LengthBytes,
    long ScannedCount,
    long AcceptedCount,
    long QuarantinedCount,
    ImmutableArray<AmountTotals> Amounts,
    ImmutableSortedDictionary<string, long> FindingCounts,
    Verdict Verdict,
    ImmutableArray<ValidationCheck> Checks,
    int PartCount,
    long PartBytes,
    int QuarantinePartCount,
    long QuarantineBytes);

/// <param name="IsRunning">False when the run stopped here and nobody goes on with it.</param>
/// <param name="UpdatedAt">When the run last wrote down where it stands.</param>
public sealed record FileRunReport(
    string File,
    int ProgramYear,
    DateOnly Publication,
    Kind Kind,
    string Source,
    FileStage Stage,
    FileOutcome? Outcome,
    bool IsRunning,
    long LengthBytes,
    long ProcessedBytes,
    int ChunkCount,
    int FinishedChunkCount,
    long AcceptedCount,
    long QuarantinedCount,
    DateTimeOffset? StartedAt,
    DateTimeOffset UpdatedAt,
    string? Error);
