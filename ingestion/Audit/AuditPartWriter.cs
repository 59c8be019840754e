using System.Security.Cryptography;
using System.Text;
using OpenPayments.Ingestion.Parquet;
using OpenPayments.Ingestion.Parquet.ParquetNet;
using OpenPayments.Ingestion.Tables;
using Parquet;
using Parquet.Schema;

namespace OpenPayments.Ingestion.Audit;

/// <summary>The values of one column, a NULL for each row that has none.</summary>
internal sealed record AuditValues(string Name, TableType Type, object?[] Values);

/// <summary>Writes the few rows that a run adds to an audit table as one Parquet file.</summary>
internal static class AuditPartWriter
{
    public static WrittenPart Write(IReadOnlyList<AuditValues> columns, int rowCount)
    {
        using var output = new MemoryStream();
        // The library's API is asynchronous, but nothing waits on a stream in memory.
        WriteAsync(columns, output).GetAwaiter().GetResult();
        var bytes = output.ToArray();
        return new WrittenPart(bytes, Convert.ToHexStringLower(SHA256.HashData(bytes)), rowCount, []);
    }

    private static async Task WriteAsync(IReadOnlyList<AuditValues> columns, Stream output)
    {
        await using var file = await ParquetWriter.CreateAsync(new ParquetSchema(columns.Select(ToField)), output, ParquetNetOptions.For(CompressionCodec.Zstd));
        using var group = file.CreateRowGroup();
        foreach (var column in columns) await WriteAsync(group, column);
        group.CompleteValidate();
    }

    /// <summary>
    /// The library takes a column's annotation from the file's schema and the form of its values from the field they come with. As
    /// plain integers, days, cents and microseconds get the bounds that they have; as what they mean, instants get wrong ones. As
    /// bytes, texts get no bounds: theirs would not be in the order of their bytes.
    /// </summary>
    private static Task WriteAsync(ParquetRowGroupWriter group, AuditValues column)
    {
        var present = column.Values.OfType<object>().ToArray();
        return column.Type switch
        {
            // It would give a column of numbers without a value the minimum and maximum 0.
            _ when present.Length == 0 => Write<byte[], ReadOnlyMemory<byte>>(_ => default),
            _ when column.Type == TableType.Text => Write<byte[], ReadOnlyMemory<byte>>(text => Encoding.UTF8.GetBytes((string)text)),
            _ when column.Type == TableType.Int32 => Write<int, int>(number => (int)number),
            _ when column.Type == TableType.Int64 || column.Type == TableType.Amount => Write<long, long>(number => (long)number),
            _ when column.Type == TableType.Double => Write<double, double>(number => (double)number),
            _ when column.Type == TableType.Boolean => Write<bool, bool>(flag => (bool)flag),
            _ when column.Type == TableType.Date => Write<int, int>(date => ((DateOnly)date).DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber),
            _ when column.Type == TableType.Timestamp => Write<long, long>(instant => (((DateTimeOffset)instant).UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond),
            _ => throw new NotSupportedException($"No audit table has a column of {column.Type}."),
        };

        Task Write<TField, TValue>(Func<object, TValue> toStored) where TValue : struct => group.WriteAllPartsAsync<TValue>(
            new ParquetSchema(Nullable(column.Name, typeof(TField))).DataFields[0],
            present.Select(toStored).ToArray(),
            column.Values.Select(value => value is null ? 0 : 1).ToArray(),
            null,
            CancellationToken.None);
    }

    private static DataField ToField(AuditValues column) => column.Type switch
    {
        _ when column.Type == TableType.Text => Nullable(column.Name, typeof(string)),
        _ when column.Type == TableType.Int32 => Nullable(column.Name, typeof(int)),
        _ when column.Type == TableType.Int64 => Nullable(column.Name, typeof(long)),
        _ when column.Type == TableType.Double => Nullable(column.Name, typeof(double)),
        _ when column.Type == TableType.Boolean => Nullable(column.Name, typeof(bool)),
        _ when column.Type == TableType.Date => Nullable(column.Name, typeof(DateOnly)),
        _ when column.Type == TableType.Amount => new DecimalDataField(column.Name, precision: 18, scale: 2, isNullable: true),
        _ when column.Type == TableType.Timestamp => new DateTimeDataField(column.Name, DateTimeFormat.Timestamp, isAdjustedToUTC: true, unit: DateTimeTimeUnit.Micros, isNullable: true),
        _ => throw new NotSupportedException($"No audit table has a column of {column.Type}."),
    };

    private static DataField Nullable(string name, Type type) => new(name, type, isNullable: true);
}
