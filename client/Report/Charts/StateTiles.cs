using System.Collections.Immutable;
using OpenPayments.Client.Report.Page;
using OpenPayments.Ingestion.Reconciliation;

namespace OpenPayments.Client.Report.Charts;

/// <summary>The United States as equal tiles, the darker the more, with the same as a table.</summary>
internal static class StateTiles
{
    private const int Tile = 32;
    private const int Gap = 2;
    private const int Steps = 5;

    public static void Write(HtmlWriter html, string title, string id, ImmutableSortedDictionary<string, RecordsAndCents> states, RecordsAndCents elsewhere, Measure measure)
    {
        var shades = ShadesOf(states, measure);
        var most = states.OrderByDescending(state => measure.ValueOf(state.Value)).ThenBy(state => state.Key, StringComparer.Ordinal).Select(state => state.Key).FirstOrDefault();
        html.Write($"<figure class=\"chart\"><h4>{title}</h4>\n<svg class=\"tiles\" viewBox=\"0 0 {UsStates.ColumnCount * Tile} {UsStates.RowCount * Tile}\" role=\"img\" aria-labelledby=\"{id}-title {id}-about\"><title id=\"{id}-title\">{title}</title>");
        html.Write($"<desc id=\"{id}-about\">A map of tiles, one a state or territory, shaded in {Steps} steps. {(most is null ? "No record has a state." : $"{NameOf(most)} has the most, {measure.Spell(measure.ValueOf(states[most]))}.")} The figures stand in the table below.</desc>\n");
        foreach (var state in UsStates.All)
        {
            var (x, y) = (state.Column * Tile, state.Row * Tile);
            html.Write($"<g class=\"shade{shades.GetValueOrDefault(state.Code)}\"><title>{state.Name}: {(states.TryGetValue(state.Code, out var sum) ? measure.Spell(measure.ValueOf(sum)) : "none")}</title>");
            html.Write($"<rect x=\"{x}\" y=\"{y}\" width=\"{Tile - Gap}\" height=\"{Tile - Gap}\" rx=\"3\"/><text x=\"{x + (Tile - Gap) / 2}\" y=\"{y + 20}\" text-anchor=\"middle\">{state.Code}</text></g>\n");
        }

        html.Write($"</svg>\n");
        WriteLegend(html, states, shades, measure);
        if (elsewhere.Records > 0) html.Write($"<figcaption>Besides, {elsewhere.Records:N0} {(elsewhere.Records == 1 ? "record has" : "records have")} no US state{(measure.IsMoney ? $": {Words.Dollars(elsewhere.Cents)}" : "")}.</figcaption>\n");
        WriteTable(html, title, states, measure);
        html.Write($"</figure>\n");
    }

    /// <summary>From 1 to <see cref="Steps"/>, as many states in each, so that a few great ones do not leave the others alike.</summary>
    private static Dictionary<string, int> ShadesOf(ImmutableSortedDictionary<string, RecordsAndCents> states, Measure measure)
    {
        var ranked = states.OrderBy(state => measure.ValueOf(state.Value)).ThenBy(state => state.Key, StringComparer.Ordinal).ToList();
        return ranked.Select((state, i) => (state.Key, Shade: 1 + i * Steps / ranked.Count)).ToDictionary(state => state.Key, state => state.Shade);
    }

    private static void WriteLegend(HtmlWriter html, ImmutableSortedDictionary<string, RecordsAndCents> states, Dictionary<string, int> shades, Measure measure)
    {
        if (states.IsEmpty) return;
        html.Write($"<ul class=\"legend\" aria-hidden=\"true\">");
        for (var shade = 1; shade <= Steps; shade++)
        {
            var values = states.Where(state => shades[state.Key] == shade).Select(state => measure.ValueOf(state.Value)).ToList();
            if (values.Count == 0) continue;
            html.Write($"<li><svg viewBox=\"0 0 10 10\" class=\"shade{shade}\"><rect width=\"10\" height=\"10\" rx=\"2\"/></svg>{measure.SpellShort(values.Min())}{(values.Min() == values.Max() ? "" : $"–{measure.SpellShort(values.Max())}")}</li>");
        }

        html.Write($"</ul>\n");
    }

    private static void WriteTable(HtmlWriter html, string title, ImmutableSortedDictionary<string, RecordsAndCents> states, Measure measure)
    {
        html.Write($"<details class=\"alternative\"><summary>As a table</summary>\n");
        var table = measure.IsMoney ? new HtmlTable(html, title, "State", "#Records", "#Dollars") : new HtmlTable(html, title, "State", "#Records");
        foreach (var (code, sum) in states.OrderByDescending(state => measure.ValueOf(state.Value)).ThenBy(state => state.Key, StringComparer.Ordinal))
            if (measure.IsMoney) table.Row(Cell.Head(NameOf(code)), Cell.Figure(Words.Count(sum.Records)), Cell.Figure(Words.Dollars(sum.Cents)));
            else table.Row(Cell.Head(NameOf(code)), Cell.Figure(Words.Count(sum.Records)));
        table.End();
        html.Write($"</details>\n");
    }

    private static string NameOf(string code) => UsStates.All.First(state => state.Code == code).Name;
}
