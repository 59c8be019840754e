using System.Globalization;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Benchmarks.DuckDb;

/// <summary>
/// DuckDB's COPY from CSV to Parquet with the settings that served it best: types given and nothing detected, no
/// insertion order, one output file a thread, zstd at level 1 as in our own parts.
/// </summary>
internal sealed class CopySql(FileLayout layout, int programYear, DateOnly publication, string input, string output)
{
    private const string ReadOptions = "header = true, delim = ',', quote = '\"', escape = '\"', parallel = true, auto_detect = false";
    private const string WriteOptions = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1";

    /// <summary>Columns that are not text, and what they are called once they are typed beside their text.</summary>
    private static readonly (string Column, string Typed, string Sql)[] TypedColumns =
    [
        ("total_amount_of_payment_usdollars", "t_amount", "TRY_CAST(total_amount_of_payment_usdollars AS DECIMAL(18, 2))"),
        ("date_of_payment", "t_date", "CAST(try_strptime(date_of_payment, '%m/%d/%Y') AS DATE)"),
        ("payment_publication_date", "t_publication", "CAST(try_strptime(payment_publication_date, '%m/%d/%Y') AS DATE)"),
        ("number_of_payments_included_in_total_amount", "t_count", "TRY_CAST(number_of_payments_included_in_total_amount AS INTEGER)"),
        ("program_year", "t_year", "TRY_CAST(program_year AS INTEGER)"),
    ];

    /// <summary>Where the accepted rows of a finished run are.</summary>
    public static string GoodFiles(DuckDbMode mode, string output) => Path.Combine(output, mode == DuckDbMode.Partitioned ? "good/is_bad=false/*.parquet" : "good/*.parquet");

    /// <summary>Where the rejected rows of a finished run are; null when the mode rejects none.</summary>
    public static string? BadFiles(DuckDbMode mode, string output) => mode switch
    {
        DuckDbMode.TwoPasses => Path.Combine(output, "bad/*.parquet"),
        DuckDbMode.Partitioned => Path.Combine(output, "good/is_bad=true/*.parquet"),
        _ => null,
    };

    public IEnumerable<string> Statements(DuckDbMode mode) => mode switch
    {
        DuckDbMode.Plain => [Copy($"SELECT * FROM {Read(column => SqlType(column.Type), "ignore_errors = true, dateformat = '%m/%d/%Y'")}", "good", "PER_THREAD_OUTPUT")],
        DuckDbMode.TwoPasses =>
        [
            Copy($"SELECT {TypedNames()}, {RuleSql.Warnings(programYear, publication)} AS warning FROM {Judged()} WHERE reject IS NULL", "good", "PER_THREAD_OUTPUT"),
            Copy($"SELECT {Names()}, reject FROM {Judged()} WHERE reject IS NOT NULL", "bad", "PER_THREAD_OUTPUT"),
        ],
        _ =>
        [
            Copy(
                $"SELECT {TypedNames()}, {RuleSql.Warnings(programYear, publication)} AS warning, {RawOfRejected()}, reject, reject IS NOT NULL AS is_bad FROM {Judged()}",
                "good",
                "PARTITION_BY (is_bad), OVERWRITE_OR_IGNORE"),
        ],
    };

    private string Copy(string select, string folder, string how) => $"COPY ({select}) TO '{Path.Combine(output, folder)}' ({WriteOptions}, {how})";

    private string Judged()
    {
        var typed = string.Join(", ", TypedColumns.Select(column => $"{column.Sql} AS {column.Typed}"));
        return $"(SELECT *, {RuleSql.Rejects(programYear)} AS reject FROM (SELECT *, {typed}, TRY_CAST(covered_recipient_npi AS BIGINT) AS t_npi FROM {Read(_ => "VARCHAR", "")}))";
    }

    private string Read(Func<LayoutColumn, string> typeOf, string more)
    {
        var columns = string.Join(", ", layout.Columns.Select(column => $"'{column.Name}': '{typeOf(column)}'"));
        return string.Create(CultureInfo.InvariantCulture, $"read_csv('{input}', {ReadOptions}{(more.Length == 0 ? "" : ", " + more)}, columns = {{{columns}}})");
    }

    private string Names() => string.Join(", ", layout.Columns.Select(column => column.Name));

    private string TypedNames() => string.Join(", ", layout.Columns.Select(column =>
        TypedColumns.FirstOrDefault(typed => typed.Column == column.Name) is { Typed: { } typed } ? $"{typed} AS {column.Name}" : column.Name));

    /// <summary>A rejected record keeps the text that could not be typed.</summary>
    private static string RawOfRejected() =>
        string.Join(", ", TypedColumns.Select(column => $"CASE WHEN reject IS NOT NULL THEN {column.Column} END AS raw_{column.Typed}"));

    private static string SqlType(ColumnType type) => type switch
    {
        ColumnType.Text => "VARCHAR",
        ColumnType.Date => "DATE",
        ColumnType.Cents => "DECIMAL(18,2)",
        ColumnType.Int32 => "INTEGER",
        _ => "BIGINT",
    };
}
