using System.Globalization;
using OpenPayments.Client.Report.Charts;
using OpenPayments.Ingestion.Profiles;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Client.Report.Page;

/// <summary>What the columns hold: how full they are, how many values, between what bounds, and which are frequent.</summary>
internal static class ProfileSection
{
    private const int MostCharacters = 32;

    private static readonly double[] ShownShares = [0.05, 0.5, 0.95];

    public static void Write(HtmlWriter html, YearReport report)
    {
        Sections.Start(html, Sections.Profiles);
        html.Write($"<p>Of accepted records. Distinct values are counted, or estimated where a figure stands after ±; percentiles are exact to within {100 * Quantile.RelativeError:0.##}%.</p>\n");
        var room = ReportLimits.ProfileColumns;
        foreach (var file in report.Files)
        {
            Sections.StartFile(html, file);
            Sections.Tell(html, file.TroubleWith(ReportedFile.ProfileSubject));
            if (file.Profile is { } profile) room -= WriteFile(html, profile, room);
            else if (file.TroubleWith(ReportedFile.ProfileSubject) is null) html.Write($"<p>The version that ingested this file took no profiles; <code>openpayments ingest --force</code> does.</p>\n");
        }

        Sections.End(html);
    }

    /// <summary>Returns how many columns it wrote.</summary>
    private static int WriteFile(HtmlWriter html, FileProfile profile, int room)
    {
        var filled = profile.Columns.Where(column => column.ValueCount > 0).ToList();
        var empty = profile.Columns.Where(column => column.ValueCount == 0).Select(column => column.Name).ToList();
        var shown = Math.Min(room, filled.Count);
        html.Write($"<details class=\"columns\"><summary>{filled.Count:N0} of {profile.Columns.Length:N0} columns have values</summary>\n");
        var table = new HtmlTable(html, "Columns", "Column", "Filled", "#Distinct", "Range", "Most frequent");
        foreach (var column in filled.Take(shown)) WriteColumn(html, table, column, profile.RowCount);
        table.End();
        if (shown < filled.Count) html.Write($"<p class=\"note\">And {filled.Count - shown:N0} more: <code>openpayments report --json</code></p>\n");
        if (empty.Count > 0) html.Write($"<p class=\"note\">Without a value: {new BoundText(string.Join(", ", empty), 6_000, MayBreak: true)}</p>\n");
        html.Write($"</details>\n");
        return shown;
    }

    private static void WriteColumn(HtmlWriter html, HtmlTable table, ColumnProfile column, long rowCount)
    {
        html.Write($"<tr><th scope=\"row\"><code>{new BoundText(column.Name, 110, MayBreak: true)}</code> <small>{NameOf(column.Type)}</small></th><td class=\"filled\">{Words.Share(column.ValueCount, rowCount)}");
        BarTable.WriteBar(html, rowCount == 0 ? 0 : column.ValueCount / (double)rowCount);
        html.Write($"</td>");
        table.Add(
            Cell.Figure($"{Words.Count(column.DistinctCount)}{(column.DistinctError > 0 ? string.Create(CultureInfo.InvariantCulture, $" ±{100 * column.DistinctError:0.#}%") : "")}"),
            Cell.Plain(RangeOf(column), 160),
            Cell.Plain(string.Join(", ", column.TopValues.Select(value => $"{Cut(value.Value)} {Words.Share(value.Count, rowCount)}")), 160));
        html.Write($"</tr>\n");
    }

    private static string RangeOf(ColumnProfile column)
    {
        var range = column.Min == column.Max ? Cut(column.Min) : $"{Cut(column.Min)} – {Cut(column.Max)}";
        if (column.MaxLength is { } longest) range += string.Create(CultureInfo.InvariantCulture, $"; {(column.MinLength == longest ? "" : $"{column.MinLength:N0}–")}{longest:N0} {(longest == 1 ? "character" : "characters")}");
        var quantiles = column.Quantiles.Where(quantile => ShownShares.Contains(quantile.Share)).Select(quantile => string.Create(CultureInfo.InvariantCulture, $"{(quantile.Share == 0.5 ? "median" : $"{quantile.Share:0%}")} {quantile.Value}"));
        return column.Quantiles.IsEmpty ? range : $"{range}; {string.Join(", ", quantiles)}";
    }

    private static string Cut(string? value) => value is null ? "–" : value.Length <= MostCharacters ? value : $"{value[..(MostCharacters - 1)]}…";

    private static string NameOf(ColumnType type) => type switch
    {
        ColumnType.Cents => "amount",
        ColumnType.Int32 => "count",
        _ => type.ToString().ToLowerInvariant(),
    };
}
