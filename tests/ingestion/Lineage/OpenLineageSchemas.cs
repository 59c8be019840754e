using System.Text.Json.Nodes;
using NJsonSchema;

namespace OpenPayments.Ingestion.Tests.Lineage;

/// <summary>
/// The specification's own schemas. The validator knows definitions by their name of before 2019 alone, so <c>$defs</c> is
/// spelled so for it; nothing else is changed.
/// </summary>
internal static class OpenLineageSchemas
{
    private static readonly Dictionary<string, JsonSchema> Loaded = [];

    /// <summary>What is wrong with an event or a facet, by the schema whose URL it names itself; empty when nothing is.</summary>
    public static async Task<IEnumerable<string>> ValidateAsync(JsonObject json, string url)
    {
        var schema = await LoadAsync(url);
        return schema.Validate(json.ToJsonString()).Select(error => $"{url}: {error}");
    }

    private static async Task<JsonSchema> LoadAsync(string url)
    {
        if (Loaded.TryGetValue(url, out var loaded)) return loaded;
        var (document, definition) = (url.Split('#')[0], url.Split("#/$defs/")[1]);
        var file = JsonNode.Parse(File.ReadAllText(PathOf(document)))!.AsObject();
        Assert.Equal(document, file["$id"]!.GetValue<string>());
        var definitions = file["$defs"]!.AsObject();
        Assert.True(definitions.ContainsKey(definition), $"{document} has no {definition}.");

        // One document of what the facet's file and the core define, so that nothing is fetched.
        var core = JsonNode.Parse(File.ReadAllText(PathOf("OpenLineage.json")))!;
        foreach (var (name, value) in core["$defs"]!.AsObject().ToList())
            if (!definitions.ContainsKey(name)) definitions[name] = value!.DeepClone();
        var text = new JsonObject { ["$schema"] = "http://json-schema.org/draft-07/schema#", ["definitions"] = definitions.DeepClone(), ["$ref"] = $"#/definitions/{definition}" }.ToJsonString()
            .Replace($"{core["$id"]}#/$defs/", "#/definitions/", StringComparison.Ordinal)
            .Replace("#/$defs/", "#/definitions/", StringComparison.Ordinal);
        return Loaded[url] = await JsonSchema.FromJsonAsync(text);
    }

    private static string PathOf(string url) => Path.Combine(AppContext.BaseDirectory, "Lineage", "openlineage", url[(url.LastIndexOf('/') + 1)..]);
}
