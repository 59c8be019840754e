using System.Collections.Immutable;
using OpenPayments.Ingestion.Rules;
using Parquet.Schema;

namespace OpenPayments.Ingestion.Quarantine;

/// <summary>The columns of a quarantine part; no value is NULL. The program year is the partition and not stored.</summary>
internal static class QuarantineSchema
{
    public static DataField RawRecord { get; } = new("raw_record", typeof(byte[]), isNullable: false);

    public static DataField SourceFile { get; } = Text("source_file");

    public static DataField SourceSha256 { get; } = Text("_source_sha256");

    public static DataField RecordNumber { get; } = new DataField<long>("record_number");

    public static DataField OffsetBytes { get; } = new DataField<long>("offset_bytes");

    public static DataField LengthBytes { get; } = new DataField<int>("length_bytes");

    public static DataField ChunkIndex { get; } = new DataField<int>("chunk_index");

    public static DataField Publication { get; } = new DataField<DateOnly>("publication");

    /// <summary>The fields of a finding's struct.</summary>
    public static ImmutableArray<FindingField> Findings { get; } =
    [
        new(Text("rule_id"), finding => finding.RuleId),
        new(Text("severity"), finding => CodeOf(finding.Severity)),
        new(Text("column"), finding => finding.Column),
        new(Text("excerpt"), finding => finding.Excerpt),
        new(Text("reason"), finding => finding.Reason),
    ];

    public static DataField RuleSetFingerprint { get; } = Text("rule_set_fingerprint");

    public static ParquetSchema Schema { get; } = new(
        RawRecord,
        SourceFile,
        SourceSha256,
        RecordNumber,
        OffsetBytes,
        LengthBytes,
        ChunkIndex,
        Publication,
        new ListField("findings", new StructField(ListField.ElementName, [.. Findings.Select(finding => finding.Field)])),
        RuleSetFingerprint);

    public static string CodeOf(Severity severity) => severity == Severity.Reject ? "reject" : "warn";

    public static Severity SeverityOf(string code) => code == "reject" ? Severity.Reject : Severity.Warn;

    private static DataField Text(string name) => new(name, typeof(string), isNullable: false);
}

/// <summary>One field of a finding's struct.</summary>
internal sealed record FindingField(DataField Field, Func<Finding, string> ValueOf);
