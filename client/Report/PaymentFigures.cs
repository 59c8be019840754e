using System.Collections.Immutable;
using System.Globalization;
using OpenPayments.Client.Query;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Client.Report;

/// <summary>What the accepted records of a file come to, each list from the most dollars to the fewest; by records where the kind has no money.</summary>
/// <param name="BreakdownTitle">What the breakdown is by, such as nature of payment.</param>
/// <param name="Months">Twelve of the program year; null where the kind has no dates.</param>
/// <param name="OutsideYear">Records dated in another year.</param>
/// <param name="States">By postal code; null where the kind has no states.</param>
/// <param name="Elsewhere">Records in no state, territory or military region of the US.</param>
public sealed record PaymentFigures(
    bool IsMoney,
    string BreakdownTitle,
    Ranking Breakdown,
    ImmutableArray<RecordsAndCents>? Months,
    RecordsAndCents OutsideYear,
    ImmutableSortedDictionary<string, RecordsAndCents>? States,
    RecordsAndCents Elsewhere,
    Ranking? Companies,
    Ranking? Recipients)
{
    private const int MonthCount = 12;

    internal static PaymentFigures Read(PublicationQuery query, Kind kind, int programYear, CancellationToken cancellation)
    {
        var columns = KindColumns.For(kind);
        var months = columns.Date is null ? null : ReadGroups(query, columns, $"CASE WHEN year({columns.Date}) = {programYear.ToString(CultureInfo.InvariantCulture)} THEN month({columns.Date}) ELSE 0 END", cancellation);
        var states = columns.State is null ? null : ReadGroups(query, columns, $"CASE WHEN {columns.State} IN ({string.Join(", ", UsStates.Codes.Select(LakeViews.Literal))}) THEN {columns.State} ELSE '' END", cancellation);
        return new PaymentFigures(
            columns.Amount is not null,
            columns.BreakdownTitle,
            Ranking.Read(query, columns, columns.Breakdown, columns.Breakdown, ReportLimits.BreakdownRows, cancellation),
            months is null ? null : [.. Enumerable.Range(1, MonthCount).Select(month => months.GetValueOrDefault(month.ToString(CultureInfo.InvariantCulture)))],
            months?.GetValueOrDefault("0") ?? default,
            states?.Where(state => state.Key.Length > 0).ToImmutableSortedDictionary(StringComparer.Ordinal),
            states?.GetValueOrDefault("") ?? default,
            columns.Company is null ? null : Ranking.Read(query, columns, columns.Company, columns.CompanyName!, ReportLimits.TopRows, cancellation),
            columns.Recipient is null ? null : Ranking.Read(query, columns, columns.Recipient, columns.RecipientName!, ReportLimits.TopRows, cancellation));
    }

    private static Dictionary<string, RecordsAndCents> ReadGroups(PublicationQuery query, KindColumns columns, string key, CancellationToken cancellation) =>
        query.Ask($"SELECT {key} AS key, count(*), {columns.SumCents} FROM {PublicationQuery.Rows} GROUP BY 1", cancellation)
            .ToDictionary(row => row[0] ?? "", row => new RecordsAndCents(Number(row[1]), Number(row[2])));

    internal static long Number(string? text) => long.Parse(text!, CultureInfo.InvariantCulture);
}
