using System.Numerics;
using OpenPayments.Ingestion.Columns;

namespace OpenPayments.Ingestion.Profiles.Sketches;

/// <summary>How often each text of a column occurs: each entry of its dictionary, or each of its values where it has none.</summary>
internal sealed class TextTally
{
    /// <summary>Few entries are counted in several lanes: adding to the number that was just added to would have to wait for it.</summary>
    private const int LaneCount = 4;
    private const int MaxEntryCountInLanes = 4096;

    private int[] _counts = [];
    private ulong[] _hashes = [];

    /// <summary>Index + 1 of the value whose hash leads here; 0 is free. At most half full.</summary>
    private int[] _slots = [];

    /// <summary>One count for each of the column's texts; 0 where no row has it, or where an equal text comes earlier.</summary>
    public ReadOnlySpan<int> Take(TextColumnData column)
    {
        var textCount = column.TextCount;
        if (_counts.Length < Math.Max(textCount, LaneCount * MaxEntryCountInLanes)) _counts = new int[Math.Max(textCount, LaneCount * MaxEntryCountInLanes)];
        var counts = _counts.AsSpan(0, textCount);
        if (!column.IsDictionary) CountValues(column, counts);
        else if (textCount == 1) counts[0] = column.ValueCount;
        else if (textCount <= MaxEntryCountInLanes) CountInLanes(column.Ids, textCount);
        else CountIds(column.Ids, counts);
        return counts;
    }

    private static void CountIds(ReadOnlySpan<int> ids, Span<int> counts)
    {
        counts.Clear();
        foreach (var id in ids) counts[id]++;
    }

    private void CountInLanes(ReadOnlySpan<int> ids, int textCount)
    {
        var lanes = _counts.AsSpan(0, LaneCount * textCount);
        lanes.Clear();
        Span<int> lane0 = lanes[..textCount], lane1 = lanes[textCount..], lane2 = lanes[(2 * textCount)..], lane3 = lanes[(3 * textCount)..];
        for (; ids.Length >= LaneCount; ids = ids[LaneCount..])
        {
            lane0[ids[0]]++;
            lane1[ids[1]]++;
            lane2[ids[2]]++;
            lane3[ids[3]]++;
        }

        foreach (var id in ids) lane0[id]++;
        for (var id = 0; id < lane0.Length; id++) lane0[id] += lane1[id] + lane2[id] + lane3[id];
    }

    private void CountValues(TextColumnData column, Span<int> counts)
    {
        if (_hashes.Length < counts.Length)
        {
            _hashes = new ulong[counts.Length];
            _slots = new int[(int)BitOperations.RoundUpToPowerOf2((uint)counts.Length * 2)];
        }

        counts.Clear();
        Array.Clear(_slots);
        for (var i = 0; i < counts.Length; i++)
        {
            var text = column.GetText(i);
            _hashes[i] = ColumnSketch.Hash(text);
            counts[FindOrAdd(column, text, i)]++;
        }
    }

    private int FindOrAdd(TextColumnData column, ReadOnlySpan<byte> text, int added)
    {
        var mask = _slots.Length - 1;
        for (var at = (int)_hashes[added] & mask; ; at = (at + 1) & mask)
        {
            var index = _slots[at] - 1;
            if (index < 0)
            {
                _slots[at] = added + 1;
                return added;
            }

            if (_hashes[index] == _hashes[added] && column.GetText(index).SequenceEqual(text)) return index;
        }
    }
}
