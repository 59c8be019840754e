using System.Globalization;
using DuckDB.NET.Data;

namespace OpenPayments.Ingestion.Tests.TestSupport;

/// <summary>A Parquet file as DuckDB sees it.</summary>
public static class DuckDbTable
{
    public static Dictionary<string, object?[]> Read(ReadOnlyMemory<byte> bytes) => Query(bytes, "SELECT * FROM read_parquet('{0}')");

    /// <param name="sql"><c>{0}</c> stands for the file's path.</param>
    public static Dictionary<string, object?[]> Query(ReadOnlyMemory<byte> bytes, string sql)
    {
        var path = Path.Combine(Path.GetTempPath(), Guid.NewGuid() + ".parquet");
        File.WriteAllBytes(path, bytes.Span);
        try
        {
            using var connection = new DuckDBConnection("DataSource=:memory:");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = string.Format(CultureInfo.InvariantCulture, sql, path);
            using var reader = command.ExecuteReader();
            var columns = Enumerable.Range(0, reader.FieldCount).Select(_ => new List<object?>()).ToArray();
            while (reader.Read())
                for (var i = 0; i < columns.Length; i++)
                    columns[i].Add(reader.IsDBNull(i) ? null : reader.GetValue(i));
            return Enumerable.Range(0, columns.Length).ToDictionary(reader.GetName, i => columns[i].ToArray());
        }
        finally
        {
            File.Delete(path);
        }
    }
}
