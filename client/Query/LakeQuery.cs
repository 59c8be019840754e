using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Client.Query;

public enum QueryFormat
{
    /// <summary>Aligned columns for people; stops after a number of rows.</summary>
    Table,

    /// <summary>RFC 4180 with a head. NULL is nothing, an empty text is <c>""</c>.</summary>
    Csv,

    /// <summary>An array of objects, one a line. Numbers are exact, dates are texts such as 2024-12-31.</summary>
    Json,
}

/// <param name="IsCut">There were more rows than a table shows.</param>
public sealed record QueryOutcome(long RowCount, bool IsCut);

/// <summary>
/// SQL over the published tables, by name. Sees the lake as it is when the query starts: a run that publishes meanwhile
/// changes nothing, since parts are never overwritten.
/// </summary>
/// <param name="parts">Where DuckDB finds the files.</param>
public sealed class LakeQuery(IObjectStore store, PartFolder parts)
{
    public const int DefaultTableRowLimit = 100;

    /// <summary>Throws <see cref="Ingestion.InputException"/> with DuckDB's own words when the SQL is wrong.</summary>
    public async Task<QueryOutcome> RunAsync(
        string sql, QueryFormat format, TextWriter output, int tableRowLimit = DefaultTableRowLimit, CancellationToken cancellation = default)
    {
        var views = await new LakeViews(store, parts).WriteAsync(sql, cancellation);
        return await Task.Run(() => Run(sql, views, WriterOf(format, output, tableRowLimit), cancellation), cancellation);
    }

    private QueryOutcome Run(string sql, IReadOnlyList<string> views, IRowWriter writer, CancellationToken cancellation)
    {
        using var session = new QuerySession(parts.Path, views);
        var columns = session.Describe(sql);
        writer.Start(columns);
        var rowCount = 0L;
        foreach (var row in session.Run(sql, columns, writer.Spell, cancellation))
        {
            if (rowCount == writer.RowLimit)
            {
                writer.End(isCut: true);
                return new QueryOutcome(rowCount, IsCut: true);
            }

            writer.Add(row);
            rowCount++;
        }

        writer.End(isCut: false);
        return new QueryOutcome(rowCount, IsCut: false);
    }

    private static IRowWriter WriterOf(QueryFormat format, TextWriter output, int tableRowLimit) => format switch
    {
        QueryFormat.Table => new TableRowWriter(output, tableRowLimit),
        QueryFormat.Csv => new CsvRowWriter(output),
        QueryFormat.Json => new JsonRowWriter(output),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
    };
}
