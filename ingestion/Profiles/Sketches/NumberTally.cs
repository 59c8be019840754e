using System.Numerics;
using System.Runtime.CompilerServices;

namespace OpenPayments.Ingestion.Profiles.Sketches;

/// <summary>The different numbers of a column, and how often each occurs.</summary>
internal sealed class NumberTally
{
    private long[] _numbers = [];
    private int[] _counts = [];

    /// <summary>Index + 1 of the number whose hash leads here; 0 is free. At most half full.</summary>
    private int[] _slots = [];
    private int _count;

    public ReadOnlySpan<long> Numbers => _numbers.AsSpan(0, _count);

    public ReadOnlySpan<int> Counts => _counts.AsSpan(0, _count);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Take(ReadOnlySpan<long> values)
    {
        _count = 0;
        if (_numbers.Length < values.Length)
        {
            _numbers = new long[values.Length];
            _counts = new int[values.Length];
            _slots = new int[(int)BitOperations.RoundUpToPowerOf2((uint)values.Length * 2)];
        }

        Array.Clear(_slots);
        var last = -1;
        foreach (var value in values)
        {
            if (last < 0 || value != _numbers[last]) last = FindOrAdd(value);
            _counts[last]++;
        }
    }

    private int FindOrAdd(long value)
    {
        var mask = _slots.Length - 1;
        for (var at = (int)((ulong)value * 0x9E3779B97F4A7C15 >> 32) & mask; ; at = (at + 1) & mask)
        {
            var index = _slots[at] - 1;
            if (index < 0)
            {
                _numbers[_count] = value;
                _counts[_count] = 0;
                _slots[at] = ++_count;
                return _count - 1;
            }

            if (_numbers[index] == value) return index;
        }
    }
}
