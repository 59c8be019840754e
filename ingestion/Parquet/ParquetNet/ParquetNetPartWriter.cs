using System.Security.Cryptography;
using OpenPayments.Ingestion.Columns;
using OpenPayments.Ingestion.Schema;
using Parquet;
using Parquet.Schema;

namespace OpenPayments.Ingestion.Parquet.ParquetNet;

/// <summary>Writes parts with Parquet.Net, column by column from arrays that the writer keeps.</summary>
public sealed class ParquetNetPartWriter(CompressionCodec codec) : IPartWriter
{
    public const string WriterVersion = "parquet-net-6.1.0/1";

    private readonly ParquetOptions _options = ParquetNetOptions.For(codec);
    private readonly MemoryStream _output = new();
    private readonly DefinitionLevels _levels = new();
    private readonly TextValues _texts = new();
    private Pooled<int> _narrowValues;
    private Pooled<long> _wideValues;
    private PartSchema? _schema;

    public WrittenPart Write(IReadOnlyList<ColumnData> columns, int rowCount)
    {
        _output.SetLength(0);
        // The library's API is asynchronous, but nothing waits on a stream in memory.
        WriteFileAsync(columns, rowCount).GetAwaiter().GetResult();
        var bytes = _output.GetBuffer().AsMemory(0, (int)_output.Length);
        return new WrittenPart(bytes, Convert.ToHexStringLower(SHA256.HashData(bytes.Span)), rowCount, PartStatistics.Of(columns));
    }

    public void Dispose() => _output.Dispose();

    private async Task WriteFileAsync(IReadOnlyList<ColumnData> columns, int rowCount)
    {
        if (_schema is null || !_schema.Fits(columns)) _schema = new PartSchema(columns);

        await using var file = await ParquetWriter.CreateAsync(_schema.Declared, _output, _options);
        var firstValues = new int[columns.Count];
        foreach (var rows in RowGroups.Split(columns, rowCount))
        {
            using var group = file.CreateRowGroup();
            for (var i = 0; i < columns.Count; i++)
            {
                var valueCount = columns[i].ValueCountIn(rows);
                await WriteColumnAsync(group, i, columns[i], rows, firstValues[i], valueCount);
                firstValues[i] += valueCount;
            }

            group.CompleteValidate();
        }
    }

    private Task WriteColumnAsync(ParquetRowGroupWriter group, int index, ColumnData column, RowRange rows, int firstValue, int valueCount)
    {
        var definitionLevels = _levels.Of(column, rows);
        _options.ColumnEncodingHints[column.Name] = Hint(column, valueCount);
        return column switch
        {
            // The library would give a column of numbers without a value the minimum and maximum 0.
            _ when valueCount == 0 => Write(_schema!.Bytes, ReadOnlyMemory<ReadOnlyMemory<byte>>.Empty),
            TextColumnData text when TextValues.AreOrderedAlikeInUtf16(text) => Write(_schema!.Values, _texts.CharactersOf(text, firstValue, valueCount)),
            TextColumnData text => Write(_schema!.Bytes, _texts.BytesOf(text, firstValue, valueCount)),
            NumberColumnData { Type: ColumnType.Date or ColumnType.Int32 } numbers => Write(_schema!.Values, Narrow(numbers.Values.Slice(firstValue, valueCount))),
            NumberColumnData numbers => Write(_schema!.Values, Copy(numbers.Values.Slice(firstValue, valueCount))),
            _ => throw new ArgumentException($"Column {column.Name} is neither text nor numbers.", nameof(column)),
        };

        Task Write<T>(ParquetSchema twins, ReadOnlyMemory<T> values) where T : struct =>
            group.WriteAllPartsAsync(twins.DataFields[index], values, definitionLevels, null, CancellationToken.None);
    }

    private static EncodingHint Hint(ColumnData column, int valueCount) => column switch
    {
        TextColumnData { IsDictionary: true } texts when texts.TextCount <= valueCount / 2 => EncodingHint.Dictionary,
        // Not for amounts, whose repeats compression finds in plain values only, nor for dates, which the library cannot read back.
        NumberColumnData { Type: ColumnType.Int32 or ColumnType.Int64 } => EncodingHint.DeltaBinaryPacked,
        _ => EncodingHint.Default,
    };

    private ReadOnlyMemory<int> Narrow(ReadOnlySpan<long> values)
    {
        var target = _narrowValues.OfAtLeast(values.Length);
        for (var i = 0; i < values.Length; i++)
            target[i] = checked((int)values[i]);
        return target.AsMemory(0, values.Length);
    }

    private ReadOnlyMemory<long> Copy(ReadOnlySpan<long> values)
    {
        var target = _wideValues.OfAtLeast(values.Length);
        values.CopyTo(target);
        return target.AsMemory(0, values.Length);
    }
}
