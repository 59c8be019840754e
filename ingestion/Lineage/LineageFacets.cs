using System.Text.Json.Nodes;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Tables;

namespace OpenPayments.Ingestion.Lineage;

/// <summary>The facets of OpenLineage that we fill, each by the version of its schema.</summary>
/// <param name="producer">URI of the program that says so.</param>
internal sealed class LineageFacets(string producer)
{
    public const string SpecUrl = "https://openlineage.io/spec";

    public JsonObject Parent(Guid run, JsonObject job) => Facet("ParentRunFacet", "1-2-0", [new("run", new JsonObject { ["runId"] = run.ToString() }), new("job", job)]);

    public JsonObject Engine(RunVersions versions) => Facet("ProcessingEngineRunFacet", "1-1-1", [new("version", versions.Program), new("name", "OpenPayments")]);

    public JsonObject Error(string message) => Facet("ErrorMessageRunFacet", "1-0-1", [new("message", message), new("programmingLanguage", "C#")]);

    public JsonObject Job(string type) => Facet("JobTypeJobFacet", "2-0-4", [new("processingType", "BATCH"), new("integration", "OPENPAYMENTS"), new("jobType", type)]);

    /// <summary>A CSV file's columns as its own header calls them.</summary>
    public JsonObject Schema(FileLayout layout) => Schema(layout.Columns.Select(column => Field(column.SourceName, "string", $"The column {column.Name} of the table.")));

    public JsonObject Schema(TableSchema schema) => Schema(schema.Columns.Select(Field));

    public JsonObject Delta() => Facet("StorageDatasetFacet", "1-0-1", [new("storageLayer", "delta"), new("fileFormat", "parquet")]);

    public JsonObject Version(long tableVersion) => Facet("DatasetVersionDatasetFacet", "1-0-1", [new("datasetVersion", tableVersion.ToString(System.Globalization.CultureInfo.InvariantCulture))]);

    public JsonObject Columns(IEnumerable<KeyValuePair<string, JsonNode?>> fields) => Facet("ColumnLineageDatasetFacet", "1-2-0", [new("fields", new JsonObject(fields))]);

    public JsonObject Written(long rowCount, IReadOnlyCollection<LakeObject> parts) =>
        Facet("OutputStatisticsOutputDatasetFacet", "1-0-2", [new("rowCount", rowCount), new("size", parts.Sum(part => part.LengthBytes)), new("fileCount", parts.Count)]);

    /// <param name="name">Of the facet's schema: inputs and outputs have one each, with the same fields.</param>
    public JsonObject Quality(string name, string version, long rowCount, long lengthBytes, int fileCount, IEnumerable<KeyValuePair<string, JsonNode?>> columns) =>
        Facet(name, version, [new("rowCount", rowCount), new("bytes", lengthBytes), new("fileCount", fileCount), new("columnMetrics", new JsonObject(columns))]);

    /// <param name="unreadableCount">Records whose amount is no number, and so in no sum.</param>
    public static KeyValuePair<string, JsonNode?> Sum(string column, long cents, long count, long unreadableCount) =>
        new(column, new JsonObject { ["sum"] = cents / 100m, ["count"] = count - unreadableCount });

    private JsonObject Schema(IEnumerable<JsonNode> fields) => Facet("SchemaDatasetFacet", "1-2-0", [new("fields", new JsonArray([.. fields]))]);

    private static JsonObject Field(TableColumn column)
    {
        if (column.Type is not ListType list) return Field(column.Name, ((ScalarType)column.Type).Code, column.Comment);
        var field = Field(column.Name, "array", column.Comment);
        field["fields"] = new JsonArray([.. list.Fields.Select(Field)]);
        return field;
    }

    private static JsonObject Field(string name, string type, string? description)
    {
        var field = new JsonObject { ["name"] = name, ["type"] = type };
        if (description is not null) field["description"] = description;
        return field;
    }

    private JsonObject Facet(string name, string version, IEnumerable<KeyValuePair<string, JsonNode?>> content) => new(
        content.Prepend(new("_schemaURL", $"{SpecUrl}/facets/{version}/{name}.json#/$defs/{name}")).Prepend(new("_producer", producer)));
}
