using System.Collections.Immutable;

namespace OpenPayments.Ingestion.Schema;

/// <summary>The columns that we add to every row, so that it can be traced to the exact bytes that CMS published.</summary>
public static class ProvenanceColumns
{
    /// <summary>SHA-256 of the source file, lower-case hex.</summary>
    public const string SourceSha256 = "_source_sha256";

    /// <summary>The record's number in its file; the first record after the header is 1.</summary>
    public const string RecordNumber = "_record_number";

    /// <summary>Where the record starts in its file, in bytes from 0.</summary>
    public const string OffsetBytes = "_offset_bytes";

    /// <summary>The record's length in bytes, its line end included.</summary>
    public const string LengthBytes = "_length_bytes";

    public static ImmutableArray<LayoutColumn> All { get; } =
    [
        new("", SourceSha256, ColumnType.Text, 0),
        new("", RecordNumber, ColumnType.Int64, 0),
        new("", OffsetBytes, ColumnType.Int64, 0),
        new("", LengthBytes, ColumnType.Int32, 0),
    ];
}
