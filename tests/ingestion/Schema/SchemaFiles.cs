using System.Text.Json;

namespace OpenPayments.Ingestion.Tests.Schema;

/// <summary>The headers and dictionaries of CMS beside these tests, read independently of the product.</summary>
internal static class SchemaFiles
{
    public static readonly Dictionary<string, string> HeaderFileByEra = new()
    {
        ["general-g0"] = "GNRL-G0-OPPR_12192014-lowercase_from_DDL",
        ["general-g1"] = "GNRL-G1-2013_2014",
        ["general-g1b"] = "GNRL-G1b-2015_republished2022",
        ["general-g2"] = "GNRL-G2-2016_2020_published2017_to_2022-01",
        ["general-g3"] = "GNRL-G3-2016_2025_republished2022",
        ["research-g0"] = "RSRCH-G0-OPPR_12192014-lowercase_from_DDL",
        ["research-g1"] = "RSRCH-G1-2013_2014",
        ["research-g1b"] = "RSRCH-G1b-2015_republished2022",
        ["research-g2"] = "RSRCH-G2-2016_2020_published2017_to_2022-01",
        ["research-g3"] = "RSRCH-G3-2016_2025_republished2022",
        ["ownership-g0"] = "OWNRSHP-G0-OPPR_12192014-lowercase_from_DDL",
        ["ownership-g1"] = "OWNRSHP-G1-2013_2014_and_all_before_2022",
        ["ownership-g3"] = "OWNRSHP-G3-2015_2025_republished2022",
        ["removed-g1"] = "REMOVED_DELETED-all",
        ["profile-g0"] = "PRFL-G0-OPPR_12192014-lowercase_from_DDL",
        ["profile-g1"] = "PRFL-OP_PH_PRFL_SPLMTL-2016_2020",
        ["profile-g3"] = "PRFL-OP_CVRD_RCPNT_PRFL_SPLMTL-2022plus",
    };

    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Schema", "data");

    public static string[] HeaderOf(string eraId) => ReadHeader(HeaderFileByEra[eraId]);

    public static string[] ReadHeader(string file) =>
        [.. File.ReadLines(Path.Combine(Folder, "headers", file + ".txt")).Where(line => line.Length > 0)];

    public static IEnumerable<string> AllHeaderFiles() =>
        Directory.EnumerateFiles(Path.Combine(Folder, "headers"), "*.txt").Select(path => Path.GetFileNameWithoutExtension(path)!);

    /// <summary>CMS's own fields of a kind by name: its type, and its length bound or 0.</summary>
    public static Dictionary<string, (string Type, int MaxLength)> ReadDictionary(string kind)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "dictionaries", kind + ".json")));
        return json.RootElement.GetProperty("data").GetProperty("fields").EnumerateArray().ToDictionary(
            field => field.GetProperty("name").GetString()!,
            field => (
                field.GetProperty("type").GetString()!,
                field.TryGetProperty("constraints", out var bounds) && bounds.ValueKind == JsonValueKind.Object && bounds.TryGetProperty("maxLength", out var length)
                    ? length.GetInt32()
                    : 0),
            StringComparer.OrdinalIgnoreCase);
    }
}
