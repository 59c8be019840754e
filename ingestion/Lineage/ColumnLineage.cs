using System.Text.Json.Nodes;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Lineage;

/// <summary>Which columns of a raw file a column of a table comes from, and what was done on the way.</summary>
internal static class ColumnLineage
{
    private const string Identity = "IDENTITY", Transformation = "TRANSFORMATION";

    /// <summary>A row's columns come from one column of the file each.</summary>
    public static IEnumerable<KeyValuePair<string, JsonNode?>> OfRows(LandedFile file, LineageDataset raw) =>
        file.Layout.Columns.Select(column => Field(column.Name, [Input(raw, column.SourceName, Describe(column.Type, file.Encoding))]));

    /// <summary>A quarantined record is its bytes, whatever columns are in there.</summary>
    public static IEnumerable<KeyValuePair<string, JsonNode?>> OfQuarantine(LandedFile file, LineageDataset raw) =>
        [Field("raw_record", file.Layout.Columns.Select(column => Input(raw, column.SourceName, (Transformation, "part of the record's bytes, as published"))))];

    private static KeyValuePair<string, JsonNode?> Field(string name, IEnumerable<JsonNode> inputs) => new(name, new JsonObject { ["inputFields"] = new JsonArray([.. inputs]) });

    private static JsonObject Input(LineageDataset raw, string column, (string Subtype, string Words) transformation) => new()
    {
        ["namespace"] = raw.Namespace,
        ["name"] = raw.Name,
        ["field"] = column,
        ["transformations"] = new JsonArray(new JsonObject
        {
            ["type"] = "DIRECT",
            ["subtype"] = transformation.Subtype,
            ["description"] = transformation.Words,
            ["masking"] = false,
        }),
    };

    private static (string Subtype, string Words) Describe(ColumnType type, TextEncoding encoding) => type switch
    {
        ColumnType.Text when encoding == TextEncoding.Windows1252 => (Transformation, "text, decoded from Windows-1252"),
        ColumnType.Text => (Identity, "text as published; empty is NULL"),
        ColumnType.Date => (Transformation, "month/day/year read as a date"),
        ColumnType.Cents => (Transformation, "dollars read as decimal(18,2)"),
        _ => (Transformation, "digits read as an integer"),
    };
}
