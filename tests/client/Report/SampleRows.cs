using System.Globalization;
using OpenPayments.Client.Tests.Processes;
using OpenPayments.Ingestion.Reconciliation;
using Sylvan.Data.Csv;

namespace OpenPayments.Client.Tests.Report;

/// <summary>The rows of a sample as an independent reader finds them: texts by CMS's own column names, empty ones null.</summary>
internal sealed class SampleRows(string fileName)
{
    private readonly List<Dictionary<string, string?>> _rows = Read(Path.Combine(Repository.Samples, fileName));

    public int Count => _rows.Count;

    public long CentsOf(string amount) => _rows.Sum(row => Cents(row, amount));

    /// <summary>Records and cents by the value of what <paramref name="key"/> reads.</summary>
    public Dictionary<string, RecordsAndCents> GroupBy(Func<Dictionary<string, string?>, string?> key, string amount) =>
        _rows.GroupBy(row => key(row) ?? "").ToDictionary(group => group.Key, group => new RecordsAndCents(group.Count(), group.Sum(row => Cents(row, amount))));

    public HashSet<string?> Values(string column) => [.. _rows.Select(row => row[column])];

    private static long Cents(Dictionary<string, string?> row, string amount) => (long)(decimal.Parse(row[amount]!, CultureInfo.InvariantCulture) * 100);

    private static List<Dictionary<string, string?>> Read(string path)
    {
        using var reader = CsvDataReader.Create(path);
        var rows = new List<Dictionary<string, string?>>();
        while (reader.Read())
            rows.Add(Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, i => reader.GetString(i) is { Length: > 0 } text ? text : null, StringComparer.OrdinalIgnoreCase));
        return rows;
    }
}
