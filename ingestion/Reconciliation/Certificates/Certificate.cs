using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Reconciliation;

/// <summary>
/// What was proved of one file: a statement that depends on the lake's content alone, the digest that seals it, and apart from
/// both when and by whom it was issued. The same content always gives the same statement and the same digest.
/// </summary>
public sealed record Certificate(CertificateStatement Statement, string Digest, CertificateIssue Issued)
{
    public static Certificate Seal(CertificateStatement statement, CertificateIssue issued) => new(statement, DigestOf(statement), issued);

    /// <summary>Whether the statement is the one that was sealed.</summary>
    public bool IsGenuine() => Digest == DigestOf(Statement);

    /// <summary>What is wrong with the certificate that the lake keeps of a file; null when it is genuine, or when there is none.</summary>
    public static async Task<LakeDifference?> FindForgeryAsync(IObjectStore store, FileId file, CancellationToken cancellation)
    {
        var key = LakeKeys.Certificate(file);
        if (await store.ReadAsync(key, cancellation) is not { } json) return null;
        try
        {
            var certificate = JsonSerializer.Deserialize<Certificate>(json, LakeJson.Options);
            // A statement of another shape cannot be spelled again as it was.
            return certificate is { Statement.Format: not CertificateStatement.CurrentFormat } || certificate?.IsGenuine() == true
                ? null
                : new LakeDifference(key, "its statement is not the one that its digest seals; validate the year again");
        }
        catch (JsonException)
        {
            return new LakeDifference(key, "it is no certificate; validate the year again");
        }
    }

    /// <summary>SHA-256 over the statement's JSON, without blanks.</summary>
    private static string DigestOf(CertificateStatement statement) => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(statement, LakeJson.Options)));
}

/// <param name="By">The account on the machine that ran the validation.</param>
public sealed record CertificateIssue(DateTimeOffset At, string By, string Version);

/// <param name="Format">The version of this document's shape.</param>
/// <param name="Payments">By payer and nature of payment, as far as the kind has them.</param>
/// <param name="Objects">Everything that the statement speaks of, with its digest: the raw file first, then the parts.</param>
/// <param name="Differences">The first records in which raw file and lake differ.</param>
/// <param name="AcceptReason">Why the file was published in spite of a failed validation; null when nobody had to say.</param>
public sealed record CertificateStatement(
    string Format,
    CertifiedFile File,
    Verdict Verdict,
    ImmutableArray<ValidationCheck> Checks,
    CertifiedCounts Records,
    ImmutableArray<CertifiedAmount> Amounts,
    CertifiedPayments Payments,
    CertifiedIds RecordIds,
    ImmutableArray<CertifiedColumn> Columns,
    ImmutableSortedDictionary<string, long> FindingCounts,
    ImmutableArray<string> Differences,
    ImmutableArray<CertifiedObject> Objects,
    string? AcceptReason)
{
    public const string CurrentFormat = "openpayments-certificate/1";
}

public enum SubjectState
{
    /// <summary>Ingested and not published.</summary>
    Staged,

    /// <summary>What the tables show.</summary>
    Current,

    /// <summary>Published, and replaced by a newer publication.</summary>
    Superseded,
}

public sealed record CertifiedFile(
    string Id, int ProgramYear, DateOnly Publication, Kind Kind, SubjectState State, string EraId, TextEncoding Encoding,
    string RawKey, string RawSha256, long LengthBytes, int ChunkCount, string SettingsFingerprint);

/// <summary>The same records counted by different hands.</summary>
/// <param name="Landed">By quote parity while the file was landed.</param>
/// <param name="Recounted">By quote parity, again from the raw zone.</param>
/// <param name="Parsed">By the engine.</param>
/// <param name="Reparsed">By the scalar reader, again from the raw zone.</param>
/// <param name="Accepted">By the engine.</param>
/// <param name="Quarantined">By the engine.</param>
/// <param name="TableRows">Read back from the parts.</param>
/// <param name="QuarantineRows">Read back from the quarantine parts.</param>
public sealed record CertifiedCounts(
    long Landed, long Recounted, long Parsed, long Reparsed, long Accepted, long Quarantined, long TableRows, long QuarantineRows);

/// <summary>One money column in cents: as the raw file has it, as table and quarantine together have it, and as the engine said.</summary>
public sealed record CertifiedAmount(string Column, long RawCents, long LakeCents, long AcceptedCents, long QuarantinedCents, long UnreadableCount);

/// <param name="RawDigest">SHA-256 over records and cents of every payer and nature of the raw file.</param>
/// <param name="LakeDigest">The same of table and quarantine.</param>
public sealed record CertifiedPayments(
    int PayerCount, int GroupCount, string RawDigest, string LakeDigest, long DisputedRecords, long DisputedCents, ImmutableArray<CertifiedNature> Natures);

public sealed record CertifiedNature(string Nature, long Records, long Cents);

/// <param name="Column">Null in a kind without record ids.</param>
public sealed record CertifiedIds(string? Column, long CheckedCount, long DuplicateCount, ImmutableArray<DuplicateId> Duplicates);

/// <summary>A record id that stands twice, with both places.</summary>
public sealed record DuplicateId(string RecordId, IdPlace First, IdPlace Again)
{
    public override string ToString() => $"record id {RecordId} stands at {First} and again at {Again}";
}

public sealed record IdPlace(string File, long RecordNumber, long OffsetBytes)
{
    public override string ToString() => $"record {RecordNumber} (byte {OffsetBytes}) of {File}";
}

/// <summary>A column's sums over (record number, value); equal on both sides when every record has the same value on both.</summary>
public sealed record CertifiedColumn(string Name, ColumnType Type, long ValueCount, string RawChecksum, string LakeChecksum);

public sealed record CertifiedObject(string Key, long LengthBytes, string Sha256, long RowCount);
