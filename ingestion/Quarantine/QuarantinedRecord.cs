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
    private int _forgottenBytes;

    /// <summary>Of the record as published, also where its bytes were forgotten.</summary>
    public int LengthBytes => RawBytes.Length + _forgottenBytes;

    /// <summary>The same record without its bytes.</summary>
    public QuarantinedRecord Forget() => this with { RawBytes = [], _forgottenBytes = LengthBytes };
}
