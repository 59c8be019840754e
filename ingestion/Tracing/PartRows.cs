using System.Globalization;
using OpenPayments.Ingestion.Schema;
using Parquet;
using Parquet.Schema;

namespace OpenPayments.Ingestion.Tracing;

/// <summary>A row of a part as texts by column name, typed values as JSON spells them; no entry for NULL.</summary>
internal sealed record PartRow(long RowNumber, IReadOnlyDictionary<string, string> Values);

/// <summary>Looks for rows in a part by the value of one text column, and reads no more of the others than it finds.</summary>
internal static class PartRows
{
    public static async Task<IReadOnlyList<PartRow>> FindAsync(Stream part, string column, string value, CancellationToken cancellation)
    {
        await using var reader = await ParquetReader.CreateAsync(part, new ParquetOptions { UseDateOnlyTypeForDates = true }, cancellationToken: cancellation);
        var field = reader.Schema.DataFields.FirstOrDefault(field => field.Name == column);
        if (field is null) return [];
        var found = new List<PartRow>();
        var firstRow = 1L;
        for (var i = 0; i < reader.RowGroupCount; i++)
        {
            using var group = reader.OpenRowGroupReader(i);
            var rows = await MatchAsync(group, field, value, cancellation);
            if (rows.Count > 0) found.AddRange(await ReadAsync(group, reader.Schema, rows, firstRow, cancellation));
            firstRow += group.RowCount;
        }

        return found;
    }

    private static async Task<List<int>> MatchAsync(ParquetRowGroupReader group, DataField field, string value, CancellationToken cancellation)
    {
        var (values, levels) = await ReadRawAsync<ReadOnlyMemory<char>>(group, field, cancellation);
        var rows = new List<int>();
        for (int row = 0, next = 0; row < levels.Length; row++)
            if (levels[row] != 0 && values[next++].Span.SequenceEqual(value))
                rows.Add(row);
        return rows;
    }

    private static async Task<IEnumerable<PartRow>> ReadAsync(ParquetRowGroupReader group, ParquetSchema schema, List<int> rows, long firstRow, CancellationToken cancellation)
    {
        var found = rows.ToDictionary(row => row, _ => new Dictionary<string, string>());
        foreach (var field in schema.DataFields)
        {
            if (field.ClrType == typeof(ReadOnlyMemory<char>)) await AddAsync<ReadOnlyMemory<char>>(field, value => value.ToString());
            else if (field.ClrType == typeof(decimal)) await AddAsync<decimal>(field, value => value.ToString("0.00", CultureInfo.InvariantCulture));
            else if (field.ClrType == typeof(DateOnly)) await AddAsync<DateOnly>(field, value => value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            else if (field.ClrType == typeof(int)) await AddAsync<int>(field, value => value.ToString(CultureInfo.InvariantCulture));
            else if (field.ClrType == typeof(long)) await AddAsync<long>(field, value => value.ToString(CultureInfo.InvariantCulture));
        }

        return found.Select(row => new PartRow(firstRow + row.Key, row.Value));

        async Task AddAsync<T>(DataField field, Func<T, string> spell) where T : struct
        {
            var (values, levels) = await ReadRawAsync<T>(group, field, cancellation);
            for (int row = 0, next = 0; row < levels.Length; row++)
            {
                if (levels[row] == 0) continue;
                if (found.TryGetValue(row, out var cells)) cells[field.Name] = spell(values[next]);
                next++;
            }
        }
    }

    private static async Task<(T[] Values, int[] Levels)> ReadRawAsync<T>(ParquetRowGroupReader group, DataField field, CancellationToken cancellation) where T : struct
    {
        var levels = new int[group.RowCount];
        if (!field.IsNullable) Array.Fill(levels, 1);
        var values = new T[group.RowCount];
        await group.ReadRawAsync<T>(field, values, field.IsNullable ? levels : null, null, cancellation);
        return (values, levels);
    }
}
