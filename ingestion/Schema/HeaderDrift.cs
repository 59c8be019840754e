using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace OpenPayments.Ingestion.Schema;

/// <summary>How a header differs from the era nearest to it.</summary>
/// <param name="NearestEraId">The known header with the most columns in common.</param>
/// <param name="Renamed">Columns that plainly are the same under another name: by edit distance, or because another era calls them so.</param>
/// <param name="Reordered">Known columns that stand in another order.</param>
public sealed record HeaderDrift(
    string NearestEraId,
    ImmutableArray<RenamedColumn> Renamed,
    ImmutableArray<string> Added,
    ImmutableArray<string> Removed,
    ImmutableArray<string> Reordered)
{
    /// <summary>More names than this do not help a reader; the stored report has them all.</summary>
    private const int NamesShown = 12;

    /// <summary>The report in words, as one paragraph.</summary>
    public string Describe()
    {
        var text = new StringBuilder($"Its header is none that is known; the nearest is {NearestEraId}.");
        Append(text, "Renamed, and read under the old name", Renamed.Select(pair => $"{pair.OldName} is now {pair.NewName}"));
        Append(text, "Added", Added);
        Append(text, "Removed", Removed);
        Append(text, "In another place", Reordered);
        return text.ToString();
    }

    private static void Append(StringBuilder text, string what, IEnumerable<string> names)
    {
        string[] all = [.. names];
        if (all.Length == 0) return;
        text.Append(CultureInfo.InvariantCulture, $" {what} ({all.Length}): {string.Join(", ", all.Take(NamesShown))}");
        if (all.Length > NamesShown) text.Append(CultureInfo.InvariantCulture, $" and {all.Length - NamesShown} more");
        text.Append('.');
    }
}

/// <summary>A column that seems to have a new name.</summary>
public sealed record RenamedColumn(string OldName, string NewName);
