using System.Runtime.CompilerServices;
using OpenPayments.Ingestion.Columns;

namespace OpenPayments.Ingestion.Parquet.Pages;

/// <summary>
/// Texts that do not repeat: all their lengths, then all their bytes (DELTA_LENGTH_BYTE_ARRAY), which compresses better and
/// faster than lengths among the bytes. Where neighbours start alike, as ascending numbers do, each is written as what differs
/// from the one before it (DELTA_BYTE_ARRAY).
/// </summary>
internal sealed class DeltaTexts : IPageValues
{
    private const int SampleSize = 1024;

    private readonly ByteBuffer _bytes = new();
    private readonly ByteBuffer _suffixes = new();
    private long[] _lengths = [];
    private long[] _prefixLengths = [];
    private long[] _suffixLengths = [];
    private TextColumnData? _column;
    private int _firstValue;
    private int _valueCount;
    private int _takenBytes;
    private bool _hasPrefixes;

    public PageEncoding Encoding => _hasPrefixes ? PageEncoding.DeltaByteArray : PageEncoding.DeltaLengthByteArray;

    public long SizeBytes => Bytes.Length;

    /// <summary>All texts: as they stand in the column, or copied.</summary>
    private ReadOnlySpan<byte> Bytes => _column!.IsDictionary ? _bytes.Written : _column.GetRun(_firstValue, _valueCount).Bytes;

    /// <summary>Takes the values of a column; returns between what they lie.</summary>
    public ValueBounds? Take(TextColumnData column, int firstValue, int valueCount)
    {
        Scratch.Ensure(ref _lengths, valueCount);
        (_column, _firstValue, _valueCount, _takenBytes) = (column, firstValue, valueCount, 0);
        var bounds = column.IsDictionary ? TakeEntries(column) : TakeRun(column.GetRun(firstValue, valueCount));
        _hasPrefixes = NeighboursStartAlike(Math.Min(valueCount, SampleSize));
        return bounds;
    }

    /// <summary>Pages take the values in order.</summary>
    public void Write(int firstValue, int valueCount, ByteBuffer page)
    {
        var lengths = _lengths.AsSpan(firstValue - _firstValue, valueCount);
        var bytes = Bytes[_takenBytes..];
        if (_hasPrefixes)
        {
            _takenBytes += WriteDifferences(lengths, bytes, page);
            return;
        }

        var size = 0;
        foreach (var length in lengths)
            size += (int)length;
        DeltaEncoding.Write(lengths, page);
        page.Write(bytes[..size]);
        _takenBytes += size;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ValueBounds? TakeRun(TextRun run)
    {
        var bounds = new TextBounds();
        for (var i = 0; i < run.Count; i++)
        {
            int start = run.StartOf(i), end = run.EndOf(i);
            _lengths[i] = end - start;
            bounds.Add(run.Bytes, start, end);
        }

        return bounds.ToBounds();
    }

    /// <summary>A dictionary that is not worth writing: its texts are copied as often as they occur.</summary>
    private ValueBounds? TakeEntries(TextColumnData column)
    {
        _bytes.Clear();
        var ids = column.Ids.Slice(_firstValue, _valueCount);
        var bounds = new TextBounds();
        for (var i = 0; i < ids.Length; i++)
        {
            var text = column.GetText(ids[i]);
            _bytes.Write(text);
            _lengths[i] = text.Length;
            bounds.Add(text);
        }

        return bounds.ToBounds();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int WriteDifferences(ReadOnlySpan<long> lengths, ReadOnlySpan<byte> bytes, ByteBuffer page)
    {
        Scratch.Ensure(ref _prefixLengths, lengths.Length);
        Scratch.Ensure(ref _suffixLengths, lengths.Length);
        _suffixes.Clear();
        var at = 0;
        ReadOnlySpan<byte> previous = default;
        for (var i = 0; i < lengths.Length; i++)
        {
            var text = bytes.Slice(at, (int)lengths[i]);
            var shared = text.CommonPrefixLength(previous);
            _prefixLengths[i] = shared;
            _suffixLengths[i] = text.Length - shared;
            _suffixes.Write(text[shared..]);
            previous = text;
            at += text.Length;
        }

        DeltaEncoding.Write(_prefixLengths.AsSpan(0, lengths.Length), page);
        DeltaEncoding.Write(_suffixLengths.AsSpan(0, lengths.Length), page);
        page.Write(_suffixes.Written);
        return at;
    }

    private bool NeighboursStartAlike(int count)
    {
        int at = 0, shared = 0;
        ReadOnlySpan<byte> previous = default, bytes = Bytes;
        for (var i = 0; i < count; i++)
        {
            var text = bytes.Slice(at, (int)_lengths[i]);
            shared += text.CommonPrefixLength(previous);
            previous = text;
            at += text.Length;
        }

        return shared > at / 2;
    }
}
