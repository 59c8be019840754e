using Parquet;
using Parquet.Schema;

namespace OpenPayments.Ingestion.Tests.TestSupport;

/// <summary>A Parquet file as Parquet.Net reads it.</summary>
public static class ParquetNetTable
{
    public static async Task<Dictionary<string, object?[]>> ReadAsync(ReadOnlyMemory<byte> bytes)
    {
        var options = new ParquetOptions { UseDateOnlyTypeForDates = true };
        await using var reader = await ParquetReader.CreateAsync(new MemoryStream(bytes.ToArray()), options);
        var table = new Dictionary<string, object?[]>();
        foreach (var field in reader.Schema.DataFields)
        {
            var rows = new List<object?>();
            for (var i = 0; i < reader.RowGroupCount; i++)
            {
                using var group = reader.OpenRowGroupReader(i);
                rows.AddRange(await ReadColumnAsync(group, field));
            }

            table.Add(field.Name, [.. rows]);
        }

        return table;
    }

    private static async Task<IEnumerable<object?>> ReadColumnAsync(ParquetRowGroupReader group, DataField field)
    {
        if (field.ClrType == typeof(ReadOnlyMemory<char>))
        {
            var texts = new string?[group.RowCount];
            await group.ReadAsync(field, texts);
            return texts;
        }

        if (field.ClrType == typeof(DateOnly)) return await ReadNumbersAsync<DateOnly>(group, field);
        if (field.ClrType == typeof(decimal)) return await ReadNumbersAsync<decimal>(group, field);
        if (field.ClrType == typeof(DateTime)) return await ReadNumbersAsync<DateTime>(group, field);
        if (field.ClrType == typeof(bool)) return await ReadNumbersAsync<bool>(group, field);
        if (field.ClrType == typeof(double)) return await ReadNumbersAsync<double>(group, field);
        if (field.ClrType == typeof(int)) return await ReadNumbersAsync<int>(group, field);
        return await ReadNumbersAsync<long>(group, field);
    }

    private static async Task<IEnumerable<object?>> ReadNumbersAsync<T>(ParquetRowGroupReader group, DataField field) where T : struct
    {
        var values = new T?[group.RowCount];
        await group.ReadAsync<T>(field, values);
        return values.Select(value => (object?)value);
    }
}
