using System.Numerics;
using System.Runtime.CompilerServices;
using OpenPayments.Ingestion.Parquet;
using OpenPayments.Ingestion.Columns;

namespace OpenPayments.Ingestion.Profiles.Sketches;

/// <summary>The different numbers of a column in the order in which they appear, and how often each occurs.</summary>
internal sealed class NumberTally
{
    /// <summary>Numbers that lie so close, such as days, each have a count of their own; others are found by their hash.</summary>
    private const int MaxSpan = 1 << 12;

    private const int MinSlotCount = 1 << 12;

    private readonly int[] _countsInSpan = new int[MaxSpan];
    private long[] _numbers = [];
    private int[] _counts = [];

    /// <summary>Index + 1 of the number whose hash leads here; 0 is free. At most half full.</summary>
    private int[] _slots = new int[MinSlotCount];
    private int _count;

    public ReadOnlySpan<long> Numbers => _numbers.AsSpan(0, _count);

    public ReadOnlySpan<int> Counts => _counts.AsSpan(0, _count);

    /// <param name="values">At least one.</param>
    public void Take(ReadOnlySpan<long> values)
    {
        _count = 0;
        Scratch.Ensure(ref _numbers, values.Length);
        Scratch.Ensure(ref _counts, values.Length);
        var range = NumberRange.Of(values);
        if ((ulong)(range.Max - range.Min) < MaxSpan) CountInSpan(values, range.Min);
        else CountByHash(values);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CountInSpan(ReadOnlySpan<long> values, long min)
    {
        Array.Clear(_countsInSpan);
        foreach (var value in values)
            if (_countsInSpan[value - min]++ == 0)
                _numbers[_count++] = value;
        for (var i = 0; i < _count; i++) _counts[i] = _countsInSpan[_numbers[i] - min];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CountByHash(ReadOnlySpan<long> values)
    {
        Array.Clear(_slots);
        foreach (var value in values)
        {
            _counts[FindOrAdd(value)]++;
            if (_count * 2 > _slots.Length) GrowSlots();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int FindOrAdd(long value)
    {
        var slots = _slots;
        for (var at = SlotOf(value); ; at = (at + 1) & (slots.Length - 1))
        {
            var index = slots[at] - 1;
            if (index < 0)
            {
                _numbers[_count] = value;
                _counts[_count] = 0;
                slots[at] = ++_count;
                return _count - 1;
            }

            if (_numbers[index] == value) return index;
        }
    }

    /// <summary>Few numbers are found faster in a table that fits the cache.</summary>
    private void GrowSlots()
    {
        _slots = new int[_slots.Length * 2];
        for (var i = 0; i < _count; i++)
        {
            var at = SlotOf(_numbers[i]);
            while (_slots[at] != 0) at = (at + 1) & (_slots.Length - 1);
            _slots[at] = i + 1;
        }
    }

    private int SlotOf(long value) => (int)((ulong)value * 0x9E3779B97F4A7C15 >> 32) & (_slots.Length - 1);
}
