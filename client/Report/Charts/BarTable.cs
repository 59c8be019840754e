using OpenPayments.Client.Report.Page;
using OpenPayments.Ingestion.Reconciliation;

namespace OpenPayments.Client.Report.Charts;

/// <summary>Horizontal bars within a table: the table is the chart's own alternative, and its labels break where the page is narrow.</summary>
internal static class BarTable
{
    private const int NameBytes = 170;

    /// <param name="subject">What a row is, such as company.</param>
    public static void Write(HtmlWriter html, string title, string subject, Ranking ranking, Measure measure, bool withIds)
    {
        html.Write($"<div class=\"chart\"><h4>{title}</h4>\n");
        if (ranking.Groups.IsEmpty)
        {
            html.Write($"<p class=\"note\">No records.</p></div>\n");
            return;
        }

        html.Write($"<table class=\"bars\"><caption class=\"unseen\">{title}</caption><thead><tr><th scope=\"col\">{Capital(subject)}</th><th scope=\"col\" class=\"figure\">Records</th>");
        if (measure.IsMoney) html.Write($"<th scope=\"col\" class=\"figure\">Dollars</th>");
        html.Write($"</tr></thead><tbody>\n");
        var most = ranking.Groups.Max(group => measure.ValueOf(group.Sum));
        foreach (var group in ranking.Groups)
        {
            html.Write($"<tr><th scope=\"row\"><span class=\"label\">{new BoundText(group.Name ?? group.Id ?? "(none)", NameBytes)}");
            if (withIds && group.Id is not null && group.Id != group.Name) html.Write($" <small>{group.Id:60}</small>");
            html.Write($"</span>");
            WriteBar(html, most <= 0 ? 0 : Math.Max(0, measure.ValueOf(group.Sum)) / (double)most);
            html.Write($"</th>");
            WriteFigures(html, group.Sum, measure);
        }

        if (ranking.OtherCount > 0)
        {
            html.Write($"<tr class=\"others\"><th scope=\"row\">{ranking.OtherCount:N0} others</th>");
            WriteFigures(html, ranking.Others, measure);
        }

        html.Write($"</tbody></table></div>\n");
    }

    public static void WriteBar(HtmlWriter html, double share) =>
        html.Write($"<svg class=\"bar\" viewBox=\"0 0 100 1\" preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\"><rect class=\"track\" width=\"100\" height=\"1\"/><rect class=\"fill\" width=\"{100 * share:0.##}\" height=\"1\"/></svg>");

    private static void WriteFigures(HtmlWriter html, RecordsAndCents sum, Measure measure)
    {
        html.Write($"<td class=\"figure\">{sum.Records:N0}</td>");
        if (measure.IsMoney) html.Write($"<td class=\"figure\">{Words.Dollars(sum.Cents)}</td>");
        html.Write($"</tr>\n");
    }

    private static string Capital(string word) => $"{char.ToUpperInvariant(word[0])}{word[1..]}";
}
