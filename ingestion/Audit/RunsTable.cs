using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Tables;

namespace OpenPayments.Ingestion.Audit;

/// <summary>One command that did or judged something in one program year.</summary>
/// <param name="Settings">As JSON.</param>
/// <param name="SettingsFingerprint">Of what shapes the bytes of parts; null for a command that writes none.</param>
/// <param name="RecordKey">Of the run record, which says more; null for a command that leaves none.</param>
public sealed record AuditedRun(
    string RunId,
    string Command,
    Requester? RequestedBy,
    RunVersions Versions,
    DateTimeOffset StartedAt,
    DateTimeOffset FinishedAt,
    string Outcome,
    string? Error,
    string? Reason,
    string? Settings,
    string? SettingsFingerprint,
    string? RequestFingerprint,
    bool IsForced,
    int FileCount,
    int PublishedCount,
    long? RecordCount,
    long? AcceptedCount,
    long? QuarantinedCount,
    string? RecordKey);

public static class RunsTable
{
    public static AuditTable<AuditedRun> Table { get; } = new("audit_runs", "One row for each command that did or judged something in a program year.",
    [
        new("run_id", TableType.Text, "Names the command; the years of one command share it.", run => run.RunId),
        new("command", TableType.Text, "ingest, validate, reconcile, quarantine replay or quarantine waive.", run => run.Command),
        new("requested_by", TableType.Text, "The account of whoever gave the command.", run => run.RequestedBy?.User),
        new("requested_on", TableType.Text, "The machine on which it was given.", run => run.RequestedBy?.Host),
        new("client_version", TableType.Text, "Version of the program that gave the command.", run => run.RequestedBy?.Version),
        new("program_version", TableType.Text, "Version of the program that did the work: the same, or a silo's.", run => run.Versions.Program),
        new("engine_version", TableType.Int32, "Version of the chunk engine.", run => run.Versions.Engine),
        new("part_writer_version", TableType.Text, "Version of the writer of table parts.", run => run.Versions.PartWriter),
        new("quarantine_writer_version", TableType.Text, "Version of the writer of quarantine parts.", run => run.Versions.QuarantineWriter),
        new("rules_version", TableType.Int32, "Version of the rule catalog.", run => run.Versions.Rules),
        new("started_at", TableType.Timestamp, "When the run began.", run => run.StartedAt),
        new("finished_at", TableType.Timestamp, "When its last file had ended.", run => run.FinishedAt),
        new("outcome", TableType.Text, "Of an ingest succeeded, check_failed, failed or cancelled; of validate and reconcile pass, warn or fail; of a quarantine command succeeded.", run => run.Outcome),
        new("error", TableType.Text, "Why the run as a whole failed; what is wrong with a file stands in audit_files.", run => run.Error),
        new("reason", TableType.Text, "The reason that the user gave: for accepting a failed check, for a replay, for a waiver.", run => run.Reason),
        new("settings", TableType.Text, "Everything that was set, as JSON.", run => run.Settings),
        new("config_fingerprint", TableType.Text, "SHA-256 of the column settings: the same for the same configuration.", run => AuditTexts.Sha256(run.Settings)),
        new("settings_fingerprint", TableType.Text, "Of what shapes the bytes of parts, versions included; manifests have the same.", run => run.SettingsFingerprint),
        new("request_fingerprint", TableType.Text, "Of all that was asked, sources included.", run => run.RequestFingerprint),
        new("is_forced", TableType.Boolean, "Whether everything was to be done again, also what was unchanged.", run => run.IsForced),
        new("file_count", TableType.Int32, "Files that the run was about.", run => run.FileCount),
        new("published_count", TableType.Int32, "Files that it published.", run => run.PublishedCount),
        new("record_count", TableType.Int64, "Of an ingest the records of the files it published; of a quarantine command the records it was about.", run => run.RecordCount),
        new("accepted_count", TableType.Int64, "Of an ingest the rows it published; of a replay the records that moved into the table.", run => run.AcceptedCount),
        new("quarantined_count", TableType.Int64, "Of an ingest the records it set aside; of a quarantine command the records that stayed.", run => run.QuarantinedCount),
        new("run_record_key", TableType.Text, "The run's record in the lake, which holds all that is needed to do it again.", run => run.RecordKey),
    ]);
}
