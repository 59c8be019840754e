using System.Collections.Immutable;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Rules;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Tracing;

/// <summary>Everything that leads from a row, or from a quarantined record, to the bytes that CMS published.</summary>
/// <param name="IsQuarantined">The record is in quarantine, and no row of a table.</param>
/// <param name="Findings">What the rules say of the record; of a row, by the rules of this program, all of them warnings.</param>
/// <param name="Row">The columns that have a value: as the table shows them, and as the raw bytes spell them. Empty for a quarantined record that cannot be taken apart.</param>
public sealed record RecordTrace(
    string RecordId,
    string File,
    int ProgramYear,
    DateOnly Publication,
    Kind Kind,
    SubjectState State,
    bool IsQuarantined,
    string Table,
    string Chunk,
    string? RunId,
    string SettingsFingerprint,
    TracedPart Part,
    TracedRaw Raw,
    ImmutableArray<Finding> Findings,
    ImmutableArray<TracedCell> Row)
{
    /// <summary>Every digest holds, the raw bytes are there, and row and bytes say the same.</summary>
    public bool IsSound => Part.IsVerified && Raw.Problem is null && Row.All(cell => cell.IsSame);
}

/// <param name="RowNumber">Of the row in the part, from 1.</param>
/// <param name="IsVerified">The part's bytes have the digest that the manifest gives them.</param>
public sealed record TracedPart(string Key, string Sha256, bool IsVerified, long RowNumber);

/// <summary>The record's bytes, cut from the raw file.</summary>
/// <param name="IsVerified">The whole raw file was hashed and is the one that was landed; false when that was not asked for, or is not so.</param>
/// <param name="RecordSha256">Of the record's bytes alone.</param>
/// <param name="Text">The bytes as text; what is no character is shown as U+FFFD.</param>
/// <param name="Bytes">As they are; base64 in JSON.</param>
/// <param name="Problem">What is wrong with the raw file, or null.</param>
public sealed record TracedRaw(
    string Key, string Sha256, bool IsVerified, long RecordNumber, long OffsetBytes, int LengthBytes, string RecordSha256, string Text, byte[] Bytes, string? Problem);

/// <param name="Value">In the table, or what would stand there of a quarantined record; null for none.</param>
/// <param name="RawValue">What the raw bytes say; null for an empty cell.</param>
public sealed record TracedCell(string Column, string SourceName, string? Value, string? RawValue)
{
    public bool IsSame => Value == RawValue;
}
