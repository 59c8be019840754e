using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace OpenPayments.Ingestion.Tables;

/// <summary>A table's schema in the JSON that Spark defined and the Delta log keeps as a string.</summary>
internal static class SchemaJson
{
    public static string Write(TableSchema schema)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer)) WriteStruct(json, schema.Columns);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Throws <see cref="FormatException"/> for a type that our tables never have.</summary>
    public static TableSchema Read(string text)
    {
        using var json = JsonDocument.Parse(text);
        return new TableSchema(ReadStruct(json.RootElement));
    }

    private static void WriteStruct(Utf8JsonWriter json, ImmutableArray<TableColumn> columns)
    {
        json.WriteStartObject();
        json.WriteString("type", "struct");
        json.WriteStartArray("fields");
        foreach (var column in columns)
        {
            json.WriteStartObject();
            json.WriteString("name", column.Name);
            json.WritePropertyName("type");
            WriteType(json, column.Type);
            json.WriteBoolean("nullable", true);
            json.WriteStartObject("metadata");
            if (column.Comment is not null) json.WriteString("comment", column.Comment);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteType(Utf8JsonWriter json, TableType type)
    {
        switch (type)
        {
            case ScalarType scalar:
                json.WriteStringValue(scalar.Code);
                break;
            case ListType list:
                json.WriteStartObject();
                json.WriteString("type", "array");
                json.WritePropertyName("elementType");
                WriteStruct(json, list.Fields);
                json.WriteBoolean("containsNull", false);
                json.WriteEndObject();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, null);
        }
    }

    private static ImmutableArray<TableColumn> ReadStruct(JsonElement json) =>
    [
        .. json.GetProperty("fields").EnumerateArray().Select(field => new TableColumn(field.GetProperty("name").GetString()!, ReadType(field.GetProperty("type")))
        {
            Comment = field.TryGetProperty("metadata", out var metadata) && metadata.TryGetProperty("comment", out var comment) ? comment.GetString() : null,
        }),
    ];

    private static TableType ReadType(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.String)
            return TableType.Scalars.FirstOrDefault(type => ((ScalarType)type).Code == json.GetString()) ?? throw new FormatException($"type '{json.GetString()}'");
        if (json.GetProperty("type").GetString() != "array" || json.GetProperty("elementType").ValueKind != JsonValueKind.Object)
            throw new FormatException($"type {json.GetRawText()}");
        return new ListType(ReadStruct(json.GetProperty("elementType")));
    }
}
