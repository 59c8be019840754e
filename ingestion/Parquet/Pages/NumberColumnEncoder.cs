using System.Runtime.InteropServices;
using OpenPayments.Ingestion.Columns;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Parquet.Pages;

/// <summary>
/// Writes a column of numbers: as a dictionary where values repeat, as packed differences where they follow one another,
/// one after another otherwise. Only positions get differences: those of 32-bit numbers may not fit 32 bits, and not every
/// reader takes them for dates and decimals.
/// </summary>
internal sealed class NumberColumnEncoder(PageWriter pages)
{
    private const int SampleSize = 4096;

    private readonly NumberDictionary _dictionary = new();
    private readonly SequenceValues _sequence = new();
    private readonly ByteBuffer _scratch = new();

    /// <param name="valueCount">At least one.</param>
    public void Write(NumberColumnData column, RowRange rows, int firstValue, int valueCount, ColumnChunk chunk)
    {
        var values = column.Values.Slice(firstValue, valueCount);
        var isNarrow = column.Type is ColumnType.Date or ColumnType.Int32;
        var range = NumberRange.Of(values);
        chunk.Bounds = new ValueBounds(Plain([range.Min], isNarrow).ToArray(), true, Plain([range.Max], isNarrow).ToArray(), true);
        if (_dictionary.TryTake(values, firstValue))
        {
            pages.WriteDictionary(Plain(_dictionary.Entries, isNarrow), _dictionary.Entries.Length, chunk);
            pages.WriteData(column, rows, firstValue, _dictionary, chunk);
            return;
        }

        _sequence.Take(column, isNarrow, isDelta: column.Type == ColumnType.Int64 && DifferencesAreSmaller(values), valueCount);
        pages.WriteData(column, rows, firstValue, _sequence, chunk);
    }

    private ReadOnlySpan<byte> Plain(ReadOnlySpan<long> values, bool isNarrow)
    {
        _scratch.Clear();
        WritePlain(values, isNarrow, _scratch);
        return _scratch.Written;
    }

    private bool DifferencesAreSmaller(ReadOnlySpan<long> values)
    {
        var sample = values[..Math.Min(values.Length, SampleSize)];
        _scratch.Clear();
        DeltaEncoding.Write(sample, _scratch);
        return _scratch.Length < sample.Length * sizeof(long) / 2;
    }

    private static void WritePlain(ReadOnlySpan<long> values, bool isNarrow, ByteBuffer target)
    {
        if (!isNarrow)
        {
            target.Write(MemoryMarshal.AsBytes(values));
            return;
        }

        var size = values.Length * sizeof(int);
        var narrow = MemoryMarshal.Cast<byte, int>(target.Reserve(size)[..size]);
        for (var i = 0; i < narrow.Length; i++)
            narrow[i] = checked((int)values[i]);
        target.Advance(size);
    }

    /// <summary>Numbers in their own order, plain or as differences.</summary>
    private sealed class SequenceValues : IPageValues
    {
        private NumberColumnData? _column;
        private bool _isNarrow;

        public PageEncoding Encoding { get; private set; }

        public long SizeBytes { get; private set; }

        public void Take(NumberColumnData column, bool isNarrow, bool isDelta, int valueCount)
        {
            (_column, _isNarrow) = (column, isNarrow);
            Encoding = isDelta ? PageEncoding.DeltaBinaryPacked : PageEncoding.Plain;
            SizeBytes = (long)valueCount * (isNarrow ? sizeof(int) : sizeof(long));
        }

        public void Write(int firstValue, int valueCount, ByteBuffer page)
        {
            var values = _column!.Values.Slice(firstValue, valueCount);
            if (Encoding == PageEncoding.DeltaBinaryPacked) DeltaEncoding.Write(values, page);
            else WritePlain(values, _isNarrow, page);
        }
    }
}
