using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Tables;

namespace OpenPayments.Ingestion.Audit;

/// <summary>One check of one validation.</summary>
/// <param name="File">Null for a check on the year as a whole.</param>
/// <param name="CertificateDigest">Of the certificate that says the same; null where there is none.</param>
public sealed record ValidationResult(string RunId, string Command, DateTimeOffset At, FileId? File, ValidationCheck Check, string? AcceptReason, string? CertificateDigest);

public static class ValidationTable
{
    public static AuditTable<ValidationResult> Table { get; } = new("validation_results", "One row for each check of a validation, of a file or of a year.",
    [
        new("run_id", TableType.Text, "The command; see audit_runs.", row => row.RunId),
        new("command", TableType.Text, "ingest, validate or reconcile.", row => row.Command),
        new("validated_at", TableType.Timestamp, "When the command had ended.", row => row.At),
        new("file", TableType.Text, "The file; NULL for a check on the year as a whole.", row => row.File?.ToString()),
        new("kind", TableType.Text, "general, research, ownership, removed or profile.", row => row.File?.Kind.Code),
        new("publication", TableType.Date, "The CMS release.", row => row.File?.Publication),
        new("check_name", TableType.Text, "What was checked.", row => row.Check.Name),
        new("verdict", TableType.Text, "pass, warn or fail.", row => LakeJson.Word(row.Check.Verdict)),
        new("detail", TableType.Text, "What was found, in words and figures.", row => row.Check.Detail),
        new("accept_reason", TableType.Text, "Why the file may be published although it failed.", row => row.AcceptReason),
        new("certificate_digest", TableType.Text, "Seal of the file's certificate, where one was issued.", row => row.CertificateDigest),
    ]);
}
