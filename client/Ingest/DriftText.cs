using System.Text;
using OpenPayments.Client.Output;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Sources;

namespace OpenPayments.Client.Ingest;

/// <summary>How a header differs from the era nearest to it, for people.</summary>
public static class DriftText
{
    private const int MostNames = 12;

    /// <summary>The report on one file: what differs, line by line.</summary>
    public static string Describe(SourceFile file)
    {
        var drift = file.Drift!;
        var text = new StringBuilder($"{file.Id}: the header of {file.Location} is of no known era; the nearest is {drift.NearestEraId}.\n");
        Append(text, "renamed", [.. drift.Renamed.Select(pair => $"{pair.OldName} -> {pair.NewName}")]);
        Append(text, "added", drift.Added);
        Append(text, "removed", drift.Removed);
        Append(text, "moved", drift.Reordered);
        return text.ToString();
    }

    private static void Append(StringBuilder text, string what, IReadOnlyList<string> names)
    {
        if (names.Count == 0) return;
        text.Append("  ").Append(what).Append(' ').Append(Figures.Number(names.Count, "column")).Append(": ");
        text.AppendJoin(", ", names.Take(MostNames));
        if (names.Count > MostNames) text.Append(", ...");
        text.Append('\n');
    }
}
