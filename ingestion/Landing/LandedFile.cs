using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Landing;

/// <summary>Whole records of a landed file. The chunks of a file tile it from the end of its header to its last byte.</summary>
/// <param name="FirstRecordNumber">Number of the chunk's first record in the file; the first record of a file is 1.</param>
/// <param name="RecordCount">Counted by quote parity in the landing pass, independently of the parser.</param>
public sealed record ChunkRange(int Index, long OffsetBytes, long LengthBytes, long FirstRecordNumber, long RecordCount)
{
    /// <summary>Behind its last byte; documents do not say it again.</summary>
    [JsonIgnore]
    public long EndBytes => OffsetBytes + LengthBytes;
}

/// <summary>How the bytes of a file spell characters.</summary>
public enum TextEncoding
{
    /// <summary>UTF-8; an invalid sequence is a finding.</summary>
    Utf8,

    /// <summary>Plainly Windows-1252: decoded as such, and the plan and the summary say so.</summary>
    Windows1252,
}

/// <summary>What landing found out about one file, in the single pass that copied it to the raw zone.</summary>
/// <param name="RawKey">The untouched bytes in the lake.</param>
/// <param name="Sha256">Of the whole file, lower-case hex.</param>
/// <param name="RecordCount">Records after the header, by quote parity.</param>
/// <param name="BlankLineCount">Lines without a byte between records; they are no records, and none is lost.</param>
public sealed record LandedFile(
    FileId Id,
    string RawKey,
    string Sha256,
    long LengthBytes,
    long RecordCount,
    long BlankLineCount,
    TextEncoding Encoding,
    FileLayout Layout,
    ImmutableArray<ChunkRange> Chunks);
