using System.Globalization;
using System.IO.Hashing;
using System.Text;
using DuckDB.NET.Data;
using OpenPayments.Ingestion.Schema;
using Sylvan.Data.Csv;

namespace OpenPayments.Pipeline.Tests;

/// <summary>
/// An order-free checksum a column: the sum of the hashes of (record number, value). Two sets of rows that agree in all of them
/// hold the same values in the same records.
/// </summary>
internal sealed class ColumnChecksums(FileLayout layout)
{
    private readonly ulong[] _sums = new ulong[layout.Columns.Length];

    public long RowCount { get; private set; }

    /// <summary>One entry a column, by canonical name.</summary>
    public IReadOnlyDictionary<string, ulong> Sums => layout.Columns.Select((column, index) => (column.Name, _sums[index])).ToDictionary();

    /// <summary>Records of a CSV as published, through an independent reader.</summary>
    /// <param name="take">Which record numbers to count.</param>
    public void AddCsv(string path, Func<long, bool> take)
    {
        using var reader = CsvDataReader.Create(path, new CsvDataReaderOptions { MaxBufferSize = 1 << 24, BufferSize = 1 << 20 });
        for (long number = 1; reader.Read(); number++)
        {
            if (!take(number)) continue;
            RowCount++;
            for (var i = 0; i < _sums.Length; i++) Add(i, number, Normalize(layout.Columns[i], reader.GetString(i)));
        }
    }

    /// <summary>Rows of published parts, through DuckDB.</summary>
    public void AddParts(IReadOnlyCollection<string> paths, int programYear)
    {
        if (paths.Count == 0) return;
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        var columns = string.Join(", ", layout.Columns.Select(column => column.Name == "program_year" ? $"'{programYear}'" : $"CAST(\"{column.Name}\" AS VARCHAR)"));
        command.CommandText = $"SELECT _record_number, {columns} FROM read_parquet([{string.Join(", ", paths.Select(path => $"'{path}'"))}], hive_partitioning = false)";
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            RowCount++;
            var number = reader.GetInt64(0);
            for (var i = 0; i < _sums.Length; i++) Add(i, number, reader.IsDBNull(i + 1) ? null : reader.GetString(i + 1));
        }
    }

    private void Add(int column, long number, string? value) =>
        _sums[column] += XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{number}|{value ?? "∅"}")));

    /// <summary>The value as DuckDB prints the typed one.</summary>
    private static string? Normalize(LayoutColumn column, string text) => text.Length == 0 ? null : column.Type switch
    {
        ColumnType.Cents => decimal.Parse(text, CultureInfo.InvariantCulture).ToString("0.00", CultureInfo.InvariantCulture),
        ColumnType.Date => DateOnly.ParseExact(text, "MM/dd/yyyy", CultureInfo.InvariantCulture).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ColumnType.Int32 => int.Parse(text, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture),
        _ => text,
    };
}
