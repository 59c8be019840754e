using System.Text.Json;
using OpenPayments.Benchmarks.Compare;
using OpenPayments.Benchmarks.Rules;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Benchmarks.Polars;

/// <summary>What <c>polars.js</c> is to do.</summary>
/// <param name="Columns">All columns of the CSV, in its order.</param>
/// <param name="Dates">Columns to be typed as dates, and what they are called then.</param>
/// <param name="Outputs">Queries over the table <c>csv</c>, one after the other, each with the file that it fills.</param>
internal sealed record PolarsJob(string Input, int Threads, IEnumerable<PolarsColumn> Columns, IReadOnlyDictionary<string, string> Dates, IEnumerable<PolarsOutput> Outputs)
{
    public static PolarsJob Plain(Workload workload, string goodFile)
    {
        var columns = workload.Options.Layout.Columns;
        return new(
            workload.Path, workload.Threads, [.. columns.Select(column => new PolarsColumn(column.Name, TypeOf(column.Type)))],
            columns.Where(column => column.Type == ColumnType.Date).ToDictionary(column => column.Name, column => column.Name), [new("SELECT * FROM csv", goodFile)]);
    }

    public static PolarsJob TwoPasses(Workload workload, string goodFile, string badFile)
    {
        var (layout, options) = (workload.Options.Layout, workload.Options);
        var sql = new JudgedSql(layout, options.ProgramYear, options.Publication, "csv", dateOf: null);
        return new(
            workload.Path, workload.Threads, [.. layout.Columns.Select(column => new PolarsColumn(column.Name, "text"))],
            JudgedSql.TypedDates, [new(sql.Accepted, goodFile), new(sql.Rejected, badFile)]);
    }

    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    private static string TypeOf(ColumnType type) => type switch
    {
        ColumnType.Cents => "cents",
        ColumnType.Int32 => "int32",
        ColumnType.Int64 => "int64",
        _ => "text", // dates too, at first
    };
}

internal sealed record PolarsColumn(string Name, string Type);

internal sealed record PolarsOutput(string Select, string Path);
