using OpenPayments.Ingestion.Rules;

namespace OpenPayments.Ingestion.Quarantine;

/// <summary>A record that was set aside: its bytes as published, where they stand, and everything that was wrong with it.</summary>
/// <param name="RawBytes">The record as published, its line end included.</param>
public sealed record QuarantinedRecord(
    long RecordNumber,
    long OffsetBytes,
    byte[] RawBytes,
    IReadOnlyList<Finding> Findings)
{
    /// <summary>Of the record as published, also where its bytes were forgotten.</summary>
    public int LengthBytes { get; } = RawBytes.Length;
}
