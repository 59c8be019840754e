using System.Globalization;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Tables;

namespace OpenPayments.Ingestion.Runs;

/// <summary>Every key of the lake is made here. Keys of data are a function of the input, so that a retry writes the same object.</summary>
public static class LakeKeys
{
    public static string Raw(FileId file, string fileName) =>
        string.Create(CultureInfo.InvariantCulture, $"raw/kind={file.Kind.Code}/program_year={file.ProgramYear}/publication={file.Publication:yyyy-MM-dd}/{fileName}");

    /// <summary>The folder of a Delta table: <c>staging/general_payments</c> or <c>quarantine/general_payments</c>.</summary>
    public static string Table(Zone zone, Kind kind) => $"{zone.Code}/{kind.TableName}";

    /// <summary>A part: <c>staging/general_payments/program_year=2023/20250130-00042-0123456789abcdef.parquet</c>.</summary>
    public static string Part(Zone zone, ChunkId chunk, string fingerprint) =>
        string.Create(CultureInfo.InvariantCulture, $"{Table(zone, chunk.File.Kind)}/program_year={chunk.File.ProgramYear}/{chunk.File.Publication:yyyyMMdd}-{chunk.Index:D5}-{fingerprint}.parquet");

    public static string RawSummary(DateOnly publication, string fileName) => string.Create(CultureInfo.InvariantCulture, $"raw/kind=summary/publication={publication:yyyy-MM-dd}/{fileName}");

    /// <summary>What was landed of a summary file of CMS.</summary>
    public static string Summary(DateOnly publication, string fileName) => string.Create(CultureInfo.InvariantCulture, $"{SummaryPrefix}{publication:yyyy-MM-dd}/{fileName}.json");

    public const string SummaryPrefix = "metadata/summaries/";

    public static string Landing(FileId file) => $"metadata/landings/{file}.json";

    public static string Drift(FileId file) => $"metadata/drift/{file}.json";

    /// <summary>How a file's content differs from that of its predecessor.</summary>
    public static string ContentDrift(FileId file) => $"metadata/drift/{file}.content.json";

    /// <summary>What a file's content looks like, to be compared with that of its successor; see <see cref="Reconciliation.ContentProfile"/>.</summary>
    public static string ContentProfile(FileId file) => $"metadata/profiles/{file}.json";

    /// <summary>What the columns of a file hold; see <see cref="Profiles.FileProfile"/>.</summary>
    public static string FileProfile(FileId file) => $"metadata/profiles/{file}.columns.json";

    /// <summary>The sketches of a part's columns: <c>metadata/profiles/general_payments/program_year=2023/20250130-00042-0123456789abcdef.sketches</c>.</summary>
    public static string PartSketches(string partKey) => $"metadata/profiles/{partKey[(Zone.Staging.Code.Length + 1)..^Path.GetExtension(partKey).Length]}.sketches";

    public static string Validation(FileId file) => $"metadata/validations/{file}.json";

    /// <summary>What a file that has been ingested would consist of, were it published.</summary>
    public static string Staged(FileId file) => $"metadata/staged/{file}.json";

    /// <summary>What has been decided about a file's quarantined records.</summary>
    public static string QuarantineLedger(FileId file) => $"metadata/quarantine/{file}.json";

    /// <summary>The reconciliation certificate of a file, and the same as a page for people.</summary>
    public static string Certificate(FileId file) => $"metadata/validations/{file}.certificate.json";

    public static string CertificatePage(FileId file) => $"metadata/validations/{file}.certificate.html";

    /// <summary>What came out of validating a program year.</summary>
    public static string YearValidation(int programYear) => string.Create(CultureInfo.InvariantCulture, $"metadata/validations/{programYear}/year.json");

    /// <summary>What a published (year, publication, kind) consists of; written before its commit.</summary>
    public static string Manifest(FileId file) => $"metadata/manifests/{file}.json";

    /// <summary>Where the records of all runs are.</summary>
    public const string AllRunRecords = "metadata/runs/";

    /// <summary>What a run of a program year did; written when it has ended.</summary>
    public static string RunRecord(int programYear, string runId) => $"{RunRecords(programYear)}{runId}.json";

    /// <summary>An OpenLineage event of a run: <c>metadata/lineage/program_year=2023/RUNID/2025-01-30-general.end.json</c>.</summary>
    public static string Lineage(int programYear, string runId, string name) =>
        string.Create(CultureInfo.InvariantCulture, $"metadata/lineage/{TableSchema.PartitionColumn}={programYear}/{runId}/{name}.json");

    /// <summary>The folder of an audit table: <c>metadata/audit_runs</c>.</summary>
    public static string AuditTable(string name) => $"metadata/{name}";

    /// <summary>What a run added to an audit table.</summary>
    public static string AuditPart(string table, int programYear, string runId) =>
        string.Create(CultureInfo.InvariantCulture, $"{AuditTable(table)}/{TableSchema.PartitionColumn}={programYear}/{runId}.parquet");

    /// <summary>Where the records of a year's runs are.</summary>
    public static string RunRecords(int programYear) => string.Create(CultureInfo.InvariantCulture, $"{AllRunRecords}program_year={programYear}/");

    /// <summary>Which run a key under <see cref="AllRunRecords"/> is the record of; null for anything else.</summary>
    public static (int ProgramYear, string RunId)? ParseRunRecord(string key) =>
        key[AllRunRecords.Length..].Split('=', '/', '.') is ["program_year", var year, var run, "json"] && int.TryParse(year, NumberStyles.None, CultureInfo.InvariantCulture, out var programYear)
            ? (programYear, run)
            : null;
}

/// <summary>A storage area by trust, for the two zones that hold tables of published rows.</summary>
public enum Zone
{
    Staging,
    Quarantine,
}

public static class ZoneExtensions
{
    extension(Zone zone)
    {
        public string Code => zone == Zone.Staging ? "staging" : "quarantine";
    }
}
