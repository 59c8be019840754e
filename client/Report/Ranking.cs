using System.Collections.Immutable;
using System.Globalization;
using OpenPayments.Client.Query;
using OpenPayments.Ingestion.Reconciliation;

namespace OpenPayments.Client.Report;

/// <summary>The greatest groups of records, and the rest in one sum.</summary>
/// <param name="OtherCount">Groups beyond the first ones.</param>
public sealed record Ranking(ImmutableArray<RankedGroup> Groups, int OtherCount, RecordsAndCents Others)
{
    /// <param name="key">SQL for what makes a group.</param>
    /// <param name="name">SQL for what people call it; of several spellings the first in order.</param>
    internal static Ranking Read(PublicationQuery query, KindColumns columns, string key, string name, int count, CancellationToken cancellation)
    {
        var rows = query.Ask(string.Create(CultureInfo.InvariantCulture, $"""
            WITH groups AS (SELECT {key} AS key, min({name}) AS name, count(*) AS records, {columns.SumCents} AS cents FROM {PublicationQuery.Rows} GROUP BY 1),
                ranked AS (SELECT *, least(row_number() OVER (ORDER BY cents DESC, records DESC, key), {count} + 1) AS place FROM groups)
            SELECT place, min(key), min(name), count(*), sum(records)::BIGINT, sum(cents)::BIGINT FROM ranked GROUP BY place ORDER BY place
            """), cancellation);
        var others = rows.Skip(count).FirstOrDefault();
        return new Ranking(
            [.. rows.Take(count).Select(row => new RankedGroup(row[1], row[2], SumOf(row)))],
            others is null ? 0 : (int)PaymentFigures.Number(others[3]),
            others is null ? default : SumOf(others));
    }

    private static RecordsAndCents SumOf(string?[] row) => new(PaymentFigures.Number(row[4]), PaymentFigures.Number(row[5]));
}

/// <param name="Id">Null for records without one.</param>
public sealed record RankedGroup(string? Id, string? Name, RecordsAndCents Sum);
