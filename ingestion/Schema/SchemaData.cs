using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;

namespace OpenPayments.Ingestion.Schema;

/// <summary>
/// Reads the schema files that are embedded in this assembly: <c>eras/</c> the headers as CMS published them,
/// <c>columns/</c> the canonical columns of a kind with type and length, <c>crosswalks/</c> the names that CMS changed,
/// <c>others/</c> the headers of CMS files that are recognised and not ingested.
/// </summary>
internal static class SchemaData
{
    private static readonly Assembly Home = typeof(SchemaData).Assembly;

    /// <summary>Headers of a folder by file name without its ending, in the order of names.</summary>
    public static ImmutableArray<(string Name, ImmutableArray<string> Header)> ReadHeaders(string folder) =>
        [.. Home.GetManifestResourceNames()
            .Where(resource => resource.StartsWith(folder + "/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(resource => (Path.GetFileNameWithoutExtension(resource), ReadLines(resource).ToImmutableArray()))];

    public static ImmutableArray<LayoutColumn> ReadColumns(Kind kind)
    {
        var lastSourceNames = new Dictionary<string, string>(StringComparer.Ordinal);
        var crosswalk = ReadCrosswalk(kind);
        foreach (var (_, header) in ReadHeaders("eras").Where(era => KindOf(era.Name) == kind))
            foreach (var sourceName in header)
                lastSourceNames[crosswalk.GetValueOrDefault(sourceName) ?? ColumnNames.FromSource(sourceName)] = sourceName;

        return [.. ReadLines($"columns/{kind.Code}.tsv").Select(line => line.Split('\t')).Select(fields => new LayoutColumn(
            lastSourceNames[fields[0]],
            fields[0],
            Enum.Parse<ColumnType>(fields[1], ignoreCase: true),
            int.Parse(fields[2], CultureInfo.InvariantCulture)))];
    }

    /// <summary>Canonical names by the source names that are not simply the canonical name in another case.</summary>
    public static FrozenDictionary<string, string> ReadCrosswalk(Kind kind) =>
        ReadLines($"crosswalks/{kind.Code}.tsv").Select(line => line.Split('\t'))
            .ToFrozenDictionary(fields => fields[0], fields => fields[1], StringComparer.OrdinalIgnoreCase);

    /// <summary>The kind of an era id: <c>general-g3</c> is general.</summary>
    public static Kind KindOf(string eraId) =>
        KindExtensions.TryParseKind(eraId[..eraId.IndexOf('-', StringComparison.Ordinal)], out var kind)
            ? kind
            : throw new FormatException($"The era '{eraId}' does not begin with a kind.");

    /// <summary>No lines when there is no such file: a kind without renamed columns has no crosswalk.</summary>
    private static IEnumerable<string> ReadLines(string resource)
    {
        using var stream = Home.GetManifestResourceStream(resource);
        if (stream is null) yield break;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
            if (line.Length > 0)
                yield return line;
    }
}
