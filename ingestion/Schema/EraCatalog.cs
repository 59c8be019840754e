using System.Collections.Immutable;

namespace OpenPayments.Ingestion.Schema;

/// <summary>
/// Every header that CMS has published. The header itself chooses the era: the same program year exists in several eras,
/// because CMS restates old years in its newest layout until they freeze.
/// </summary>
public static class EraCatalog
{
    /// <summary>
    /// A header belongs to the era with which it shares most of their columns, if that is this share at least. Consecutive
    /// eras of one kind share 0.54 and more, eras of different kinds at most 0.52 (and such a header has its own era nearer).
    /// </summary>
    private const double LeastShare = 0.4;

    /// <summary>Fewer common names are chance: many tables have a <c>Record_ID</c> and a <c>Program_Year</c>.</summary>
    private const int LeastCommonColumns = 3;

    private static readonly ImmutableArray<(string Name, ImmutableArray<string> Header)> Others = SchemaData.ReadHeaders("others");

    /// <summary>By kind, the newest of each first.</summary>
    public static ImmutableArray<FileLayout> Eras { get; } =
        [.. SchemaData.ReadHeaders("eras").Select(era => CreateLayout(era.Name, era.Header))
            .OrderBy(era => era.Kind).ThenByDescending(era => era.EraId, StringComparer.Ordinal)];

    public static FileLayout Find(string eraId) =>
        Eras.FirstOrDefault(era => era.EraId == eraId) ?? throw new ArgumentException($"There is no era '{eraId}'.", nameof(eraId));

    /// <param name="header">The fields of the first record, unquoted and without a byte order mark. Case and outer blanks do not matter.</param>
    public static HeaderMatch Match(IReadOnlyList<string> header)
    {
        string[] names = [.. header.Select(name => name.Trim())];
        foreach (var era in Eras)
            if (names.SequenceEqual(era.Columns.Select(column => column.SourceName), StringComparer.OrdinalIgnoreCase))
                return new HeaderMatch(era, null, null);

        var (nearest, eraShare) = FindNearest(Eras, era => era.Columns.Select(column => column.SourceName), names);
        var (other, otherShare) = FindNearest(Others, file => file.Header, names);
        if (Math.Max(eraShare, otherShare) < LeastShare) return new HeaderMatch(null, null, null);
        if (otherShare >= eraShare) return new HeaderMatch(null, null, other.Name);

        var (layout, drift) = HeaderComparison.Compare(nearest!, names);
        return new HeaderMatch(layout, drift, null);
    }

    private static FileLayout CreateLayout(string eraId, ImmutableArray<string> header)
    {
        var table = CanonicalTable.For(SchemaData.KindOf(eraId));
        return new FileLayout(table.Kind, eraId, [.. header.Select(sourceName => table.Find(table.NameOf(sourceName))! with { SourceName = sourceName })]);
    }

    /// <summary>The first candidate with the greatest share of common names among all names of both; a share of 0 when too few are common.</summary>
    private static (T? Nearest, double Share) FindNearest<T>(IEnumerable<T> candidates, Func<T, IEnumerable<string>> namesOf, string[] header)
    {
        var wanted = header.ToHashSet(StringComparer.OrdinalIgnoreCase);
        T? nearest = default;
        var share = 0.0;
        foreach (var candidate in candidates)
        {
            var names = namesOf(candidate).ToList();
            var common = names.Count(wanted.Contains);
            var candidateShare = common / (double)(names.Count + wanted.Count - common);
            if (common < Math.Min(LeastCommonColumns, names.Count) || candidateShare <= share) continue;
            (nearest, share) = (candidate, candidateShare);
        }

        return (nearest, share);
    }
}
