using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpenPayments.Ingestion;

/// <summary>How our own JSON documents are spelled, in the lake and in grain state: snake_case names, enums as words.</summary>
public static class LakeJson
{
    public static JsonSerializerOptions Options { get; } = Create(indented: false);

    public static JsonSerializerOptions Indented { get; } = Create(indented: true);

    private static JsonSerializerOptions Create(bool indented) => new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = indented,
        NewLine = "\n",
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };
}
