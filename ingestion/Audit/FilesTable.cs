using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Tables;

namespace OpenPayments.Ingestion.Audit;

/// <summary>A file of a run.</summary>
public sealed record AuditedFile(RunRecord Run, RunFile File)
{
    public FileId Id => File.Source.Id;

    /// <summary>Of the first money column: sums of different meaning are never added up.</summary>
    public AmountTotals? Amount => File.Validation?.Amounts.FirstOrDefault();
}

public static class FilesTable
{
    public static AuditTable<AuditedFile> Table { get; } = new("audit_files", "One row for each file of an ingest.",
    [
        new("run_id", TableType.Text, "The run; see audit_runs.", row => row.Run.RunId),
        new("file", TableType.Text, "The file, such as 2023/2025-01-30/general.", row => row.Id.ToString()),
        new("kind", TableType.Text, "general, research, ownership, removed or profile.", row => row.Id.Kind.Code),
        new("publication", TableType.Date, "The CMS release.", row => row.Id.Publication),
        new("source_path", TableType.Text, "Where the file was found: a CSV or an archive.", row => row.File.Source.Path),
        new("source_entry", TableType.Text, "Its name within the archive.", row => row.File.Source.Entry),
        new("outcome", TableType.Text, "published, unchanged, check_failed, failed, held (another file of its publication did not pass) or cancelled.", row => row.File.Outcome),
        new("error", TableType.Text, "Why it was not published.", row => row.File.Error),
        new("started_at", TableType.Timestamp, "When the run turned to the file.", row => row.File.StartedAt),
        new("landed_at", TableType.Timestamp, "When its bytes were in the raw zone.", row => row.File.LandedAt),
        new("finished_at", TableType.Timestamp, "When it had ended.", row => row.File.FinishedAt),
        new("raw_key", TableType.Text, "The untouched bytes in the lake.", row => row.File.Landed?.RawKey),
        new("raw_sha256", TableType.Text, "Of the untouched bytes.", row => row.File.Landed?.Sha256),
        new("length_bytes", TableType.Int64, "Of the source, uncompressed.", row => row.File.Source.LengthBytes),
        new("era", TableType.Text, "The header generation that its header belongs to.", row => row.File.Source.Layout.EraId),
        new("has_header_drift", TableType.Boolean, "Whether its header is of no known era and the user allowed that.", row => row.File.Source.Drift is not null),
        new("encoding", TableType.Text, "How its bytes spell characters: utf8 or windows1252.", row => row.File.Landed is { } landed ? LakeJson.Word(landed.Encoding) : null),
        new("chunk_count", TableType.Int32, "Chunks it was cut into.", row => row.File.Landed?.Chunks.Length),
        new("record_count", TableType.Int64, "Records that landing counted by quote parity.", row => row.File.Landed?.RecordCount),
        new("blank_line_count", TableType.Int64, "Lines without a byte between records.", row => row.File.Landed?.BlankLineCount),
        new("accepted_count", TableType.Int64, "Records that became rows.", row => row.File.Validation?.AcceptedCount),
        new("quarantined_count", TableType.Int64, "Records that were set aside.", row => row.File.Validation?.QuarantinedCount),
        new("amount_column", TableType.Text, "The first money column of the kind.", row => row.Amount?.Column),
        new("accepted_amount", TableType.Amount, "Its sum over the rows.", row => row.Amount?.AcceptedCents),
        new("quarantined_amount", TableType.Amount, "Its sum over the records that were set aside.", row => row.Amount?.QuarantinedCents),
        new("amounts", TableType.Text, "Sums of all money columns in cents, as JSON.", row => row.File.Validation is { } validation ? AuditTexts.Json(validation.Amounts) : null),
        new("findings", TableType.Text, "How often each rule spoke, as JSON.", row => row.File.Validation is { } validation ? AuditTexts.Json(validation.FindingCounts) : null),
        new("verdict", TableType.Text, "Of its validation: pass, warn or fail.", row => row.File.Validation is { } validation ? LakeJson.Word(validation.Verdict) : null),
        new("accept_reason", TableType.Text, "Why it may be published although it failed.", row => row.File.Validation?.AcceptReason),
        new("is_current", TableType.Boolean, "Whether the tables showed it when the run ended.", row => row.File.Publication?.IsCurrent),
        new("published_by_run", TableType.Text, "The run that published it, which for an unchanged file is an earlier one.", row => row.File.Publication?.RunId),
        new("table_version", TableType.Int64, "Version of the table from which on it shows the file.", row => row.File.Publication?.TableVersion),
        new("quarantine_version", TableType.Int64, "The same of the quarantine table.", row => row.File.Publication?.QuarantineVersion),
        new("manifest_key", TableType.Text, "The manifest in the lake.", row => row.File.Publication?.ManifestKey),
        new("manifest_sha256", TableType.Text, "Of the manifest as it was when the run ended.", row => row.File.Publication?.ManifestSha256),
    ]);
}
