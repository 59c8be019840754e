using OpenPayments.Ingestion.Runs;

namespace OpenPayments.Ingestion.Quarantine;

/// <summary>What all records of one quarantine part have in common.</summary>
/// <param name="FileName">The source file, without folders.</param>
/// <param name="SourceSha256">Of the source file, lower-case hex.</param>
/// <param name="RuleSetFingerprint">The rules and severities that the records were judged by.</param>
public sealed record QuarantineSource(ChunkId Chunk, string FileName, string SourceSha256, string RuleSetFingerprint);
