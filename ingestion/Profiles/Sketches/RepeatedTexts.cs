using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OpenPayments.Ingestion.Columns;

namespace OpenPayments.Ingestion.Profiles.Sketches;

/// <summary>
/// The texts that repeat in a column without a dictionary, where hardly any does. Hashes are counted in cells that several may
/// share, so that no text occurs more often than its cell says; only what is in a well-filled cell is then counted exactly.
/// </summary>
/// <remarks>The cells are one row of Cormode and Muthukrishnan, "An improved data stream summary: the count-min sketch" (2005).</remarks>
internal sealed class RepeatedTexts
{
    /// <summary>A cell that holds so many has its texts counted; chance alone hardly ever fills one so far.</summary>
    private const byte WellFilled = 8;

    /// <summary>So many texts are all counted.</summary>
    private const int FewTexts = 4096;

    private byte[] _cells = [];
    private ulong[] _hashes = [];
    private int _mask;

    public void Begin(int textCount)
    {
        var cellCount = (int)BitOperations.RoundUpToPowerOf2((uint)textCount);
        if (_hashes.Length < textCount) _hashes = new ulong[textCount];
        if (_cells.Length < cellCount) _cells = new byte[cellCount];
        _mask = cellCount - 1;
        Array.Clear(_cells, 0, cellCount);
    }

    /// <param name="index">Of the text in its column.</param>
    public void Add(int index, ulong hash)
    {
        _hashes[index] = hash;
        ref var cell = ref _cells[(int)hash & _mask];
        if (cell < WellFilled) cell++;
    }

    /// <param name="column">All of whose texts were added.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public FrequentValues List(TextColumnData column)
    {
        var leastFilled = column.TextCount <= FewTexts ? 1 : WellFilled;
        var entries = new List<Entry>();
        var known = new Dictionary<ulong, int>();
        for (var i = 0; i < column.TextCount; i++)
        {
            if (_cells[(int)_hashes[i] & _mask] < leastFilled) continue;
            var at = FindOrAdd(column, i, entries, known);
            CollectionsMarshal.AsSpan(entries)[at].Count++;
        }

        // What only shares a cell is rarer than what is listed.
        entries.RemoveAll(entry => entry.Count < leastFilled);
        var threshold = Math.Max(leastFilled, FrequencyThreshold.Of([.. entries.Select(entry => entry.Count)], isAll: leastFilled == 1));
        return FrequentValues.OfPart([.. entries.Where(entry => entry.Count >= threshold).Select(entry => (column.GetText(entry.Index).ToArray(), entry.Count))], threshold - 1);
    }

    private int FindOrAdd(TextColumnData column, int index, List<Entry> entries, Dictionary<ulong, int> known)
    {
        for (var key = _hashes[index]; ; key++)
        {
            if (!known.TryGetValue(key, out var entry))
            {
                known.Add(key, entries.Count);
                entries.Add(new Entry { Index = index });
                return entries.Count - 1;
            }

            if (column.GetText(entries[entry].Index).SequenceEqual(column.GetText(index))) return entry;
        }
    }

    private struct Entry
    {
        /// <summary>Where the text first stands.</summary>
        public int Index;
        public int Count;
    }
}
