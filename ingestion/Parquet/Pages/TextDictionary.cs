using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using OpenPayments.Ingestion.Columns;

namespace OpenPayments.Ingestion.Parquet.Pages;

/// <summary>
/// The dictionary of a text column in one row group: the entries that its values use, numbered anew when some are unused.
/// An unused entry is the text of a rejected record, which may not even be UTF-8, or of another row group.
/// </summary>
internal sealed class TextDictionary : IPageValues
{
    private TextColumnData? _column;
    private int[] _newIds = [];
    private int[] _usedTexts = [];
    private int[] _ids = [];
    private int _firstValue;
    private bool _isRenumbered;
    private int _valueCount;

    public PageEncoding Encoding => PageEncoding.RleDictionary;

    public int EntryCount { get; private set; }

    public long SizeBytes => (long)_valueCount * HybridEncoding.BitWidthOf(EntryCount) / 8;

    public void Take(TextColumnData column, int firstValue, int valueCount)
    {
        _column = column;
        _firstValue = firstValue;
        _valueCount = valueCount;
        var ids = column.Ids.Slice(firstValue, valueCount);
        _isRenumbered = !UsesAllInOrder(ids, column.TextCount);
        EntryCount = column.TextCount;
        if (_isRenumbered) Renumber(ids, column.TextCount);
    }

    /// <summary>Writes the entries as a dictionary page has them; returns between what they lie.</summary>
    public ValueBounds? WriteEntries(ByteBuffer target)
    {
        target.Clear();
        var bounds = new TextBounds();
        for (var i = 0; i < EntryCount; i++)
        {
            var text = _column!.GetText(_isRenumbered ? _usedTexts[i] : i);
            target.WriteByteArray(text);
            bounds.Add(text);
        }

        return bounds.ToBounds();
    }

    /// <param name="firstValue">Among all values of the column.</param>
    public void Write(int firstValue, int valueCount, ByteBuffer page)
    {
        var ids = _isRenumbered ? _ids.AsSpan(firstValue - _firstValue, valueCount) : _column!.Ids.Slice(firstValue, valueCount);
        var bitWidth = HybridEncoding.BitWidthOf(EntryCount);
        page.WriteByte((byte)bitWidth);
        HybridEncoding.WriteIds(ids, bitWidth, page);
    }

    /// <summary>Ids are numbered by first appearance, so each new one must be the next: then none is missing.</summary>
    private static bool UsesAllInOrder(ReadOnlySpan<int> ids, int textCount)
    {
        var next = 0;
        for (; !ids.IsEmpty && next < textCount; ids = ids[Math.Min(ids.Length, Vector512<int>.Count)..])
        {
            // Most blocks have nothing new.
            if (ids.Length >= Vector512<int>.Count && Vector512.LessThanAll(Vector512.Create(ids), Vector512.Create(next))) continue;
            foreach (var id in ids[..Math.Min(ids.Length, Vector512<int>.Count)])
            {
                if (id > next) return false;
                if (id == next) next++;
            }
        }

        return next == textCount;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Renumber(ReadOnlySpan<int> ids, int textCount)
    {
        Scratch.Ensure(ref _newIds, textCount);
        Scratch.Ensure(ref _usedTexts, textCount);
        Scratch.Ensure(ref _ids, ids.Length);
        _newIds.AsSpan(0, textCount).Fill(-1);
        EntryCount = 0;
        for (var i = 0; i < ids.Length; i++)
        {
            ref var newId = ref _newIds[ids[i]];
            if (newId < 0)
            {
                _usedTexts[EntryCount] = ids[i];
                newId = EntryCount++;
            }

            _ids[i] = newId;
        }
    }
}
