using OpenPayments.Benchmarks.Rules;
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
        DuckDbMode.Plain => [Copy($"SELECT * FROM {Read(column => SqlType(column.Type), ", ignore_errors = true, dateformat = '%m/%d/%Y'")}", "good", "PER_THREAD_OUTPUT")],
        DuckDbMode.TwoPasses => [Copy(Judged.Accepted, "good", "PER_THREAD_OUTPUT"), Copy(Judged.Rejected, "bad", "PER_THREAD_OUTPUT")],
        _ => [Copy(Judged.Both, "good", "PARTITION_BY (is_bad), OVERWRITE_OR_IGNORE")],
    };

    private JudgedSql Judged => new(layout, programYear, publication, Read(_ => "VARCHAR", ""), column => $"CAST(try_strptime({column}, '%m/%d/%Y') AS DATE)");

    private string Copy(string select, string folder, string how) => $"COPY ({select}) TO '{Path.Combine(output, folder)}' ({WriteOptions}, {how})";

    private string Read(Func<LayoutColumn, string> typeOf, string more)
    {
        var columns = string.Join(", ", layout.Columns.Select(column => $"'{column.Name}': '{typeOf(column)}'"));
        return $"read_csv('{input}', {ReadOptions}{more}, columns = {{{columns}}})";
    }

    private static string SqlType(ColumnType type) => type switch
    {
        ColumnType.Text => "VARCHAR",
        ColumnType.Date => "DATE",
        ColumnType.Cents => "DECIMAL(18,2)",
        ColumnType.Int32 => "INTEGER",
        _ => "BIGINT",
    };
}
