using System.Globalization;
using DuckDB.NET.Data;

namespace OpenPayments.Benchmarks.Compare;

/// <summary>Reads contenders' output with one and the same reader.</summary>
internal static class ParquetOutput
{
    public static string ReaderVersion => Query("SELECT version()", reader => reader.GetString(0));

    /// <summary>
    /// Counts what was accepted and rejected. A contender without rules also kept records that everyone else rejects, although it
    /// could type them or with nothing in place of what it could not; they are told from the others here, outside of the time that is measured.
    /// </summary>
    public static Totals ReadTotals(string acceptedFiles, string? rejectedFiles, int programYear)
    {
        var rules = rejectedFiles is not null ? "true" : string.Create(CultureInfo.InvariantCulture,
            $"""
             record_id IS NOT NULL AND total_amount_of_payment_usdollars IS NOT NULL AND date_of_payment IS NOT NULL AND payment_publication_date IS NOT NULL
             AND applicable_manufacturer_or_applicable_gpo_making_payment_id IS NOT NULL AND program_year = {programYear}
             """);
        var (count, cents) = Query(
            $"SELECT count(*), CAST(sum(total_amount_of_payment_usdollars) * 100 AS BIGINT) FROM read_parquet('{acceptedFiles}') WHERE {rules}",
            reader => (reader.GetInt64(0), reader.GetInt64(1)));
        var rejected = rejectedFiles is null ? (long?)null : Count(rejectedFiles, "true");
        return new Totals(count, cents, rejected);
    }

    /// <summary>Nothing was written when there is nothing to count.</summary>
    public static long Count(string files, string condition) =>
        Query($"SELECT count(*) FROM glob('{files}')", reader => reader.GetInt64(0)) == 0 ? 0
        : Query($"SELECT count(*) FROM read_parquet('{files}') WHERE {condition}", reader => reader.GetInt64(0));

    private static T Query<T>(string sql, Func<DuckDBDataReader, T> read)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        reader.Read();
        return read(reader);
    }
}
