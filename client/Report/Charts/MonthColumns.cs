using System.Collections.Immutable;
using System.Globalization;
using OpenPayments.Client.Report.Page;
using OpenPayments.Ingestion.Reconciliation;

namespace OpenPayments.Client.Report.Charts;

/// <summary>Twelve columns over the months of a year, with the same as a table.</summary>
internal static class MonthColumns
{
    private const int Width = 400;
    private const int Height = 220;
    private const int Left = 52;
    private const int Top = 14;
    private const int Bottom = 26;
    private const int Steps = 4;

    public static void Write(HtmlWriter html, string title, string id, int programYear, ImmutableArray<RecordsAndCents> months, RecordsAndCents outside, Measure measure)
    {
        var values = months.Select(measure.ValueOf).ToArray();
        var top = NiceTop(Math.Max(1, values.Max()));
        var best = Array.IndexOf(values, values.Max());
        html.Write($"<figure class=\"chart\"><h4>{title}</h4>\n<svg class=\"months\" viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-labelledby=\"{id}-title {id}-about\"><title id=\"{id}-title\">{title}, {programYear}</title>");
        html.Write($"<desc id=\"{id}-about\">Twelve columns. The highest is {Name(best)} with {measure.Spell(values[best])}. The figures stand in the table below.</desc>\n");
        WriteGrid(html, top, measure);
        var step = (Width - Left) / 12.0;
        for (var i = 0; i < values.Length; i++)
        {
            var height = Math.Max(0, values[i]) / (double)top * (Height - Top - Bottom);
            html.Write($"<g><title>{Name(i)}: {measure.Spell(values[i])}</title><rect class=\"fill\" x=\"{Left + i * step + step * 0.14:0.##}\" y=\"{Height - Bottom - height:0.##}\" width=\"{step * 0.72:0.##}\" height=\"{height:0.##}\"/>");
            html.Write($"<text x=\"{Left + (i + 0.5) * step:0.##}\" y=\"{Height - 9}\" text-anchor=\"middle\">{Name(i)[..1]}</text></g>\n");
        }

        html.Write($"</svg>\n");
        if (outside.Records > 0) html.Write($"<figcaption>Besides, {outside.Records:N0} {(outside.Records == 1 ? "record is" : "records are")} dated outside {programYear}{(measure.IsMoney ? $": {Words.Dollars(outside.Cents)}" : "")}.</figcaption>\n");
        WriteTable(html, title, months, measure);
        html.Write($"</figure>\n");
    }

    private static void WriteGrid(HtmlWriter html, long top, Measure measure)
    {
        for (var i = 0; i <= Steps; i++)
        {
            var y = Height - Bottom - (Height - Top - Bottom) * i / (double)Steps;
            html.Write($"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width}\" y1=\"{y:0.##}\" y2=\"{y:0.##}\"/><text x=\"{Left - 6}\" y=\"{y + 4:0.##}\" text-anchor=\"end\">{measure.SpellShort(top / Steps * i)}</text>\n");
        }
    }

    private static void WriteTable(HtmlWriter html, string title, ImmutableArray<RecordsAndCents> months, Measure measure)
    {
        html.Write($"<details class=\"alternative\"><summary>As a table</summary>\n");
        var table = measure.IsMoney ? new HtmlTable(html, title, "Month", "#Records", "#Dollars") : new HtmlTable(html, title, "Month", "#Records");
        for (var i = 0; i < months.Length; i++)
            if (measure.IsMoney) table.Row(Cell.Head(Name(i)), Cell.Figure(Words.Count(months[i].Records)), Cell.Figure(Words.Dollars(months[i].Cents)));
            else table.Row(Cell.Head(Name(i)), Cell.Figure(Words.Count(months[i].Records)));
        table.End();
        html.Write($"</details>\n");
    }

    /// <summary>The least number of four equal round steps that is not below the value.</summary>
    private static long NiceTop(long value)
    {
        for (var power = 1L; ; power *= 10)
            foreach (var tenths in (ReadOnlySpan<int>)[10, 15, 20, 25, 30, 40, 50, 75])
                if (power * tenths % 10 == 0 && (power * tenths / 10 * Steps >= value || power > long.MaxValue / 10_000))
                    return power * tenths / 10 * Steps;
    }

    private static string Name(int index) => CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(index + 1);
}
