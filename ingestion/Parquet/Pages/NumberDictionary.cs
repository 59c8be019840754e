using System.Numerics;
using System.Runtime.CompilerServices;
using OpenPayments.Ingestion.Columns;

namespace OpenPayments.Ingestion.Parquet.Pages;

/// <summary>A dictionary of the numbers of a column, made only where they repeat: given up as soon as too many differ.</summary>
internal sealed class NumberDictionary : IPageValues
{
    private const int MaxEntryCount = 1 << 16;

    /// <summary>So many may differ before the share of repeats is looked at.</summary>
    private const int FreeEntryCount = 1024;

    private long[] _entries = [];
    private int[] _ids = [];

    /// <summary>Id + 1 of the entry whose hash leads here; 0 is free. At most half full.</summary>
    private int[] _slots = [];
    private int _firstValue;
    private int _valueCount;
    private int _entryCount;

    public PageEncoding Encoding => PageEncoding.RleDictionary;

    public long SizeBytes => (long)_valueCount * HybridEncoding.BitWidthOf(_entryCount) / 8;

    /// <summary>In the order of their first appearance.</summary>
    public ReadOnlySpan<long> Entries => _entries.AsSpan(0, _entryCount);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryTake(ReadOnlySpan<long> values, int firstValue)
    {
        _firstValue = firstValue;
        _valueCount = values.Length;
        _entryCount = 0;
        var limit = Math.Min(MaxEntryCount, 1 + values.Length / 2);
        var slotCount = (int)BitOperations.RoundUpToPowerOf2((uint)limit * 2);
        Scratch.Ensure(ref _slots, slotCount);
        Scratch.Ensure(ref _entries, limit);
        Scratch.Ensure(ref _ids, values.Length);
        var slots = _slots.AsSpan(0, slotCount);
        slots.Clear();

        var id = -1;
        for (var i = 0; i < values.Length; i++)
        {
            if (id < 0 || values[i] != _entries[id])
            {
                id = FindOrAdd(slots, values[i], Math.Min(limit, MaxEntryCountAfter(i)));
                if (id < 0) return false;
            }

            _ids[i] = id;
        }

        return true;
    }

    public void Write(int firstValue, int valueCount, ByteBuffer page)
    {
        var bitWidth = HybridEncoding.BitWidthOf(_entryCount);
        page.WriteByte((byte)bitWidth);
        HybridEncoding.WriteIds(_ids.AsSpan(firstValue - _firstValue, valueCount), bitWidth, page);
    }

    private static int MaxEntryCountAfter(int valueCount) => FreeEntryCount + valueCount / 4;

    private int FindOrAdd(Span<int> slots, long value, int limit)
    {
        var mask = slots.Length - 1;
        var hash = (ulong)value * 0x9E3779B97F4A7C15;
        for (var at = (int)(hash >> 32) & mask; ; at = (at + 1) & mask)
        {
            var id = slots[at] - 1;
            if (id >= 0)
            {
                if (_entries[id] == value) return id;
                continue;
            }

            if (_entryCount == limit) return -1;
            _entries[_entryCount] = value;
            slots[at] = ++_entryCount;
            return _entryCount - 1;
        }
    }
}
