using System.Globalization;
using System.Text.RegularExpressions;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Sources;

/// <summary>
/// What the name of a file says by CMS's habits over the years: <c>OP_DTL_GNRL_PGYR2023_P01302025.csv</c>, since 2025 with a
/// data stamp behind the publication (<c>…_P06302026_06032026.csv</c>), without <c>DTL_</c> in January 2016, archives as
/// <c>PGYR13_P012221.ZIP</c>, and in 2014 <c>OPPR_ALL_DTL_GNRL_09302014.csv</c>. What it does not say is null.
/// </summary>
/// <param name="Exclusion">Why a file of this name is never ingested.</param>
internal sealed partial record SourceName(Kind? Kind, int? Year, DateOnly? Publication, string? Exclusion)
{
    private static readonly (string Token, Kind Kind)[] KindTokens =
    [
        ("GNRL", Schema.Kind.General),
        ("RSRCH", Schema.Kind.Research),
        ("OWNRSHP", Schema.Kind.Ownership),
        ("REMOVED", Schema.Kind.Removed),
        ("PRFL", Schema.Kind.Profile),
    ];

    public static SourceName Parse(string fileName)
    {
        var name = fileName.ToUpperInvariant();
        return new SourceName(ParseKind(name), ParseYear(name), ParsePublication(name), FindExclusion(name));
    }

    private static Kind? ParseKind(string name)
    {
        if (!name.StartsWith("OP_", StringComparison.Ordinal) && !name.StartsWith("OPPR_", StringComparison.Ordinal)) return null;
        var words = name.Split('_', '.', ' ', '-');
        foreach (var (token, kind) in KindTokens)
            if (words.Contains(token, StringComparer.Ordinal))
                return kind;
        return null;
    }

    private static int? ParseYear(string name) =>
        YearPattern().Match(name) is { Success: true } match ? 2000 + int.Parse(match.Groups["year"].ValueSpan, CultureInfo.InvariantCulture) : null;

    private static DateOnly? ParsePublication(string name)
    {
        var match = PublicationPattern().Match(name);
        if (!match.Success && name.StartsWith("OPPR_", StringComparison.Ordinal)) match = BareDatePattern().Match(name);
        return match.Success && DateOnly.TryParseExact(
            match.Groups["month_day"].Value + "20" + match.Groups["year"].Value, "MMddyyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : null;
    }

    /// <summary>Incremental files have the header of detail files, but only some of their records, of all years at once.</summary>
    private static string? FindExclusion(string name)
    {
        return IncrementalPattern().IsMatch(name) ? "an incremental file of CMS: the full files of its publication hold the same records" : null;
    }

    [GeneratedRegex(@"(?<![A-Z0-9])PGYR(20)?(?<year>\d\d)(?!\d)")]
    private static partial Regex YearPattern();

    [GeneratedRegex(@"(?<![A-Z0-9])P(?<month_day>\d{4})(20)?(?<year>\d\d)(?!\d)")]
    private static partial Regex PublicationPattern();

    [GeneratedRegex(@"(?<!\d)(?<month_day>\d{4})20(?<year>\d\d)(?!\d)")]
    private static partial Regex BareDatePattern();

    [GeneratedRegex("^(INC|DEL)_(GEN|RSRCH|OWNRSHP)_")]
    private static partial Regex IncrementalPattern();
}
