using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using OpenPayments.Ingestion.Audit;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Stores;
using OpenPayments.Ingestion.Tables;

namespace OpenPayments.Client.Query;

/// <summary>
/// The lake's tables as DuckDB views, each over the list of files that the table's log or the manifests name. A view has all
/// columns of its table with their types, whether or not any file has them: a query on an empty lake works and finds nothing.
/// </summary>
public sealed partial class LakeViews(IObjectStore store, PartFolder parts)
{
    private const string HistorySuffix = "_history";
    private const string PublicationColumn = "publication";

    public static ImmutableArray<string> Names { get; } =
    [
        .. LakeTables.All.Select(table => NameOf(table.Zone, table.Kind)), .. LakeTables.All.Select(table => NameOf(table.Zone, table.Kind) + HistorySuffix),
        .. AuditTables.All.Select(table => table.Name),
    ];

    /// <summary>What creates the views that a query mentions, or all of them when it asks what there is.</summary>
    public async Task<IReadOnlyList<string>> WriteAsync(string sql, CancellationToken cancellation)
    {
        var isAboutAll = Catalog().IsMatch(sql);
        var words = Word().Matches(sql).Select(match => match.Value).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var statements = new List<string>();
        foreach (var (zone, kind) in LakeTables.All)
        {
            var name = NameOf(zone, kind);
            if (isAboutAll || words.Contains(name)) statements.Add(await WriteCurrentAsync(zone, kind, cancellation));
            if (isAboutAll || words.Contains(name + HistorySuffix)) statements.Add(await WriteHistoryAsync(zone, kind, cancellation));
        }

        foreach (var table in AuditTables.All)
            if (isAboutAll || words.Contains(table.Name)) statements.Add(await WriteAuditAsync(table, cancellation));

        // Only now: the parts of all views are fetched together.
        await parts.FetchAsync(cancellation);
        return statements;
    }

    /// <summary>What creates a view over the rows of one publication, current or not. Its parts are fetched by whoever asks for it.</summary>
    public string WriteRows(string name, FileManifest manifest)
    {
        var (file, keys) = (manifest.Landed, manifest.Parts.Select(part => part.Key).ToArray());
        return WriteView(name, WithColumnsOf(SchemaOf(Zone.Staging, file.Id.Kind), TableSchemas.Staging(file.Layout)), keys.Length == 0 ? [] : [WriteFiles(keys, file.Id.ProgramYear, publication: null)]);
    }

    private static string NameOf(Zone zone, Kind kind) => zone == Zone.Staging ? kind.TableName : $"quarantine_{kind.TableName}";

    private async Task<string> WriteCurrentAsync(Zone zone, Kind kind, CancellationToken cancellation)
    {
        var snapshot = await LakeTables.Open(store, zone, kind).ReadSnapshotAsync(cancellation: cancellation);
        var years = (snapshot?.Files ?? []).GroupBy(file => file.ProgramYear).OrderBy(year => year.Key)
            .Select(year => WriteFiles(year.Select(file => file.Key), year.Key, publication: null));
        return WriteView(NameOf(zone, kind), WithColumnsOf(SchemaOf(zone, kind), snapshot?.Schema), years);
    }

    /// <summary>Every publication that has a manifest, the current ones included.</summary>
    private async Task<string> WriteHistoryAsync(Zone zone, Kind kind, CancellationToken cancellation)
    {
        var schema = SchemaOf(zone, kind);
        // Quarantined records carry their publication themselves.
        var isPublicationAdded = schema.Find(PublicationColumn) is null;
        if (isPublicationAdded) schema = new TableSchema(schema.Columns.Add(new TableColumn(PublicationColumn, TableType.Date)));

        var manifests = new FileManifests(store);
        var branches = new List<string>();
        foreach (var file in (await manifests.ListAsync(cancellation)).Where(file => file.Kind == kind))
        {
            var manifest = await manifests.ReadAsync(file, cancellation);
            if (manifest is null) continue;
            if (zone == Zone.Staging) schema = WithColumnsOf(schema, TableSchemas.Staging(manifest.Landed.Layout));
            var parts = (zone == Zone.Staging ? manifest.Parts : manifest.QuarantineParts).Select(part => part.Key).ToArray();
            if (parts.Length > 0) branches.Add(WriteFiles(parts, file.ProgramYear, isPublicationAdded ? file.Publication : null));
        }

        return WriteView(NameOf(zone, kind) + HistorySuffix, schema, branches);
    }

    private async Task<string> WriteAuditAsync(AuditTable table, CancellationToken cancellation)
    {
        var snapshot = await table.Open(store).ReadSnapshotAsync(cancellation: cancellation);
        // What older versions have written may lack columns.
        var years = (snapshot?.Files ?? []).GroupBy(file => file.ProgramYear).OrderBy(year => year.Key)
            .Select(year => WriteFiles(year.Select(file => file.Key), year.Key, publication: null, haveSameColumns: false));
        return WriteView(table.Name, WithColumnsOf(table.Schema, snapshot?.Schema), years);
    }

    private static TableSchema SchemaOf(Zone zone, Kind kind) => zone == Zone.Staging ? TableSchemas.Staging(kind) : TableSchemas.Quarantine;

    private static TableSchema WithColumnsOf(TableSchema schema, TableSchema? other) =>
        other is null ? schema : new TableSchema([.. schema.Columns, .. other.Columns.Where(column => schema.Find(column.Name) is null)]);

    private static string WriteView(string name, TableSchema schema, IEnumerable<string> branches)
    {
        var sql = new StringBuilder($"CREATE VIEW {name} AS SELECT ");
        sql.AppendJoin(", ", schema.Columns.Select(column => $"NULL::{TypeOf(column.Type)} AS {Quote(column.Name)}"));
        sql.Append(" WHERE false");
        foreach (var branch in branches) sql.Append(" UNION ALL BY NAME ").Append(branch);
        return sql.ToString();
    }

    /// <summary>
    /// The files of one year, which all have the same columns when they are of one publication. The year is a constant rather than read from the path:
    /// it is typed so, whole years are skipped by it, and a folder above the lake that looks like a partition adds nothing.
    /// </summary>
    private string WriteFiles(IEnumerable<string> keys, int programYear, DateOnly? publication, bool haveSameColumns = true)
    {
        var files = string.Join(", ", keys.Select(key => Literal(EscapeGlob(parts.PathOf(key)))));
        var constants = string.Create(CultureInfo.InvariantCulture, $"{programYear}::INTEGER AS {TableSchema.PartitionColumn}");
        if (publication is not null) constants += string.Create(CultureInfo.InvariantCulture, $", DATE '{publication:yyyy-MM-dd}' AS {PublicationColumn}");
        return $"SELECT *, {constants} FROM read_parquet([{files}], hive_partitioning = false, union_by_name = {(haveSameColumns ? "false" : "true")})";
    }

    private static string TypeOf(TableType type) => type switch
    {
        ListType list => $"STRUCT({string.Join(", ", list.Fields.Select(field => $"{Quote(field.Name)} {TypeOf(field.Type)}"))})[]",
        _ when type == TableType.Text => "VARCHAR",
        _ when type == TableType.Date => "DATE",
        _ when type == TableType.Amount => "DECIMAL(18,2)",
        _ when type == TableType.Int32 => "INTEGER",
        _ when type == TableType.Int64 => "BIGINT",
        _ when type == TableType.Binary => "BLOB",
        _ when type == TableType.Boolean => "BOOLEAN",
        _ when type == TableType.Double => "DOUBLE",
        _ when type == TableType.Timestamp => "TIMESTAMP WITH TIME ZONE",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    internal static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>read_parquet takes every path for a pattern.</summary>
    internal static string EscapeGlob(string path) => GlobCharacter().Replace(path, "[$0]");

    [GeneratedRegex(@"[*?\[]")]
    private static partial Regex GlobCharacter();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();

    [GeneratedRegex(@"\b(show|information_schema|duckdb_\w+|pg_catalog|sqlite_master)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Catalog();
}
