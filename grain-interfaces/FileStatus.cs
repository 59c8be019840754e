using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Runs;

namespace OpenPayments.GrainInterfaces;

/// <summary>Where a file stands, and what it consists of as far as that is known.</summary>
/// <param name="RunId">The run it speaks of; another than asked for while an older one is still being published.</param>
/// <param name="Summary">Set from the end of validation on; of an unchanged file, what was published before.</param>
[GenerateSerializer, Immutable, Alias("openpayments.file-status")]
public sealed record FileStatus(string RunId, FileProgress Progress, FileSummary? Summary);

/// <summary>A file's manifest without its list of parts.</summary>
/// <param name="Sha256">Of the source, lower-case hex.</param>
/// <param name="PartBytes">Of all parts of the accepted rows.</param>
/// <param name="IsCurrent">False when a newer publication of the same (year, kind) is current; null until published.</param>
[GenerateSerializer, Immutable, Alias("openpayments.file-summary")]
public sealed record FileSummary(
    FileId Id,
    string FileName,
    string EraId,
    TextEncoding Encoding,
    string Sha256,
    long LengthBytes,
    int ChunkCount,
    int PartCount,
    long PartBytes,
    int QuarantinePartCount,
    long QuarantineBytes,
    ValidationReport Validation,
    bool? IsCurrent);
