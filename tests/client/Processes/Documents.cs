using System.Text.Json.Nodes;

namespace OpenPayments.Client.Tests.Processes;

/// <summary>Reading the JSON documents that the program prints.</summary>
public static class Documents
{
    /// <summary>The whole standard output as one JSON document, and nothing else.</summary>
    public static JsonNode Json(this ProgramResult result) =>
        JsonNode.Parse(result.Out) ?? throw new InvalidDataException($"The output is no JSON document:\n{result.Out}");

    public static IEnumerable<JsonNode> Files(this JsonNode report) => report["files"]!.AsArray().Select(file => file!);

    public static JsonNode File(this JsonNode report, string id) => report.Files().Single(file => file.Text("file") == id);

    public static string Text(this JsonNode node, string name) => node[name]!.GetValue<string>();

    public static long Number(this JsonNode node, string name) => node[name]!.GetValue<long>();
}
