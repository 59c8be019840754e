using System.Collections.Immutable;
using OpenPayments.Client.Query;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Client.Report;

/// <summary>A file beside the publication of it that the lake holds from before: accepted records, record ids, dollars.</summary>
/// <param name="Breakdown">By nature of payment or what comes nearest, from the greatest change to the smallest.</param>
/// <param name="AddedCount">Record ids that the former publication did not have.</param>
/// <param name="RemovedCount">Record ids that are gone.</param>
/// <param name="ChangedCount">Record ids in both with another amount.</param>
public sealed record PublicationComparison(
    bool IsMoney,
    string BreakdownTitle,
    RecordsAndCents Was,
    RecordsAndCents Now,
    ImmutableArray<ComparedGroup> Breakdown,
    int OtherCount,
    long AddedCount,
    long RemovedCount,
    long ChangedCount)
{
    internal static PublicationComparison Read(PublicationQuery query, Kind kind, CancellationToken cancellation)
    {
        var columns = KindColumns.For(kind);
        var groups = query.Ask($"""
            WITH now AS ({GroupBy(columns.Breakdown, PublicationQuery.Rows)}), was AS ({GroupBy(columns.Breakdown, PublicationQuery.FormerRows)})
            SELECT coalesce(now.key, was.key), coalesce(was.records, 0), coalesce(was.cents, 0), coalesce(now.records, 0), coalesce(now.cents, 0)
            FROM now FULL JOIN was ON now.key IS NOT DISTINCT FROM was.key
            ORDER BY abs(coalesce(now.cents, 0) - coalesce(was.cents, 0)) DESC, abs(coalesce(now.records, 0) - coalesce(was.records, 0)) DESC, 1
            """, cancellation).Select(row => new ComparedGroup(row[0], SumOf(row, 1), SumOf(row, 3))).ToList();
        var ids = query.Ask($"""
            WITH now AS ({GroupBy(columns.RecordId, PublicationQuery.Rows)}), was AS ({GroupBy(columns.RecordId, PublicationQuery.FormerRows)})
            SELECT count(*) FILTER (was.records IS NULL), count(*) FILTER (now.records IS NULL), count(*) FILTER (now.cents <> was.cents)
            FROM now FULL JOIN was ON now.key IS NOT DISTINCT FROM was.key
            """, cancellation)[0];
        return new PublicationComparison(
            columns.Amount is not null, columns.BreakdownTitle, Sum(groups.Select(group => group.Was)), Sum(groups.Select(group => group.Now)),
            [.. groups.Take(ReportLimits.BreakdownRows)], Math.Max(0, groups.Count - ReportLimits.BreakdownRows),
            PaymentFigures.Number(ids[0]), PaymentFigures.Number(ids[1]), PaymentFigures.Number(ids[2]));

        string GroupBy(string key, string rows) => $"SELECT {key} AS key, count(*) AS records, {columns.SumCents} AS cents FROM {rows} GROUP BY 1";
    }

    private static RecordsAndCents SumOf(string?[] row, int index) => new(PaymentFigures.Number(row[index]), PaymentFigures.Number(row[index + 1]));

    private static RecordsAndCents Sum(IEnumerable<RecordsAndCents> sums) => sums.Aggregate(default(RecordsAndCents), (sum, next) => new RecordsAndCents(sum.Records + next.Records, sum.Cents + next.Cents));
}

/// <param name="Label">Null for records without a value.</param>
public sealed record ComparedGroup(string? Label, RecordsAndCents Was, RecordsAndCents Now);
