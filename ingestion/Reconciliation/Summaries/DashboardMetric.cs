using System.Globalization;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Reconciliation.Summaries;

/// <summary>
/// A line of CMS's dashboard: a metric in words, then a column for each year. Only metrics about all payments of a kind are
/// read; one word too many, such as <c>disputed</c> or <c>physicians</c>, makes it a metric about some of them.
/// </summary>
internal static class DashboardMetric
{
    private const string YearPrefix = "PY_";

    private static readonly HashSet<string> PlainWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "total", "number", "dollar", "amount", "invested", "value", "interest", "interests", "of", "in", "all", "and", "or", "the",
        "payment", "payments", "record", "records", "general", "research", "ownership", "investment", "investments",
    };

    public static IEnumerable<SummaryClaim> Read(SummaryRow row)
    {
        var words = row["Data_Metrics"].Split([' ', '-', '/', '(', ')', ',', ':'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0 || !words.All(PlainWords.Contains)) yield break;
        var kinds = new[] { Kind.General, Kind.Research, Kind.Ownership }.Where(kind => Has(kind.Code)).ToArray();
        if (kinds.Length > 1) yield break;

        foreach (var column in row.Columns.Where(column => column.StartsWith(YearPrefix, StringComparison.OrdinalIgnoreCase)))
        {
            if (!int.TryParse(column.AsSpan(YearPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var year)) continue;
            Kind? kind = kinds.Length == 1 ? kinds[0] : null;
            if (Has("number")) yield return SummaryForm.OfKind(row, year, kind, row.Count(column), null);
            else if (Has("invested")) yield return SummaryForm.OfKind(row, year, Kind.Ownership, null, row.Dollars(column));
            else if (Has("value")) yield return SummaryForm.OfKind(row, year, Kind.Ownership, null, null, row.Dollars(column));
            // Ownership has two sorts of money; a sum over all kinds would have to say which of them it adds.
            else if (Has("dollar") && kind is Kind.General or Kind.Research) yield return SummaryForm.OfKind(row, year, kind, null, row.Dollars(column));
        }

        bool Has(string word) => words.Contains(word, StringComparer.OrdinalIgnoreCase);
    }
}
