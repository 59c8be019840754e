using System.Runtime.CompilerServices;
using OpenPayments.Ingestion.Columns;

namespace OpenPayments.Ingestion.Profiles.Sketches;

/// <summary>How often each entry of a text column's dictionary occurs.</summary>
internal sealed class TextTally
{
    /// <summary>Few entries are counted in several lanes: adding to the number that was just added to would have to wait for it.</summary>
    private const int LaneCount = 4;
    private const int MaxEntryCountInLanes = 4096;

    /// <summary>Even fewer are each looked for, many ids at once.</summary>
    private const int MaxEntryCountOneByOne = 6;

    private int[] _counts = new int[LaneCount * MaxEntryCountInLanes];

    /// <summary>One count for each entry; 0 where no row has it.</summary>
    public ReadOnlySpan<int> Take(TextColumnData column)
    {
        var textCount = column.TextCount;
        Scratch.Ensure(ref _counts, textCount);
        var counts = _counts.AsSpan(0, textCount);
        if (textCount <= MaxEntryCountOneByOne) CountOneByOne(column.Ids, counts);
        else if (textCount <= MaxEntryCountInLanes) CountInLanes(column.Ids, textCount);
        else Count(column.Ids, counts);
        return counts;
    }

    private static void CountOneByOne(ReadOnlySpan<int> ids, Span<int> counts)
    {
        counts[0] = ids.Length;
        for (var id = 1; id < counts.Length; id++) counts[0] -= counts[id] = ids.Count(id);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Count(ReadOnlySpan<int> ids, Span<int> counts)
    {
        counts.Clear();
        foreach (var id in ids) counts[id]++;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
}
