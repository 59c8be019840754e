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
    private int _firstValue;
    private int _takenBytes;
    private bool _hasPrefixes;

    public PageEncoding Encoding => _hasPrefixes ? PageEncoding.DeltaByteArray : PageEncoding.DeltaLengthByteArray;

    public long SizeBytes => _bytes.Length;

    /// <summary>Takes the values of a column; returns between what they lie.</summary>
    public ValueBounds? Take(TextColumnData column, int firstValue, int valueCount)
    {
        _bytes.Clear();
        if (_lengths.Length < valueCount) _lengths = new long[valueCount];
        _firstValue = firstValue;
        _takenBytes = 0;
        var ids = column.IsDictionary ? column.Ids.Slice(firstValue, valueCount) : default;
        var bounds = new TextBounds();
        for (var i = 0; i < valueCount; i++)
        {
            var text = column.GetText(column.IsDictionary ? ids[i] : firstValue + i);
            _bytes.Write(text);
            _lengths[i] = text.Length;
            bounds.Add(text);
        }

        _hasPrefixes = NeighboursStartAlike(Math.Min(valueCount, SampleSize));
        return bounds.ToBounds();
    }

    /// <summary>Pages take the values in order.</summary>
    public void Write(int firstValue, int valueCount, ByteBuffer page)
    {
        var lengths = _lengths.AsSpan(firstValue - _firstValue, valueCount);
        var bytes = _bytes.Written[_takenBytes..];
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

    private int WriteDifferences(ReadOnlySpan<long> lengths, ReadOnlySpan<byte> bytes, ByteBuffer page)
    {
        if (_prefixLengths.Length < lengths.Length) (_prefixLengths, _suffixLengths) = (new long[lengths.Length], new long[lengths.Length]);
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
        ReadOnlySpan<byte> previous = default;
        for (var i = 0; i < count; i++)
        {
            var text = _bytes.Written.Slice(at, (int)_lengths[i]);
            shared += text.CommonPrefixLength(previous);
            previous = text;
            at += text.Length;
        }

        return shared > at / 2;
    }
}
