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

    /// <summary>Which entry a hash leads to; where texts of one hash differ, the next free number leads to the other.</summary>
    private readonly Dictionary<uint, int> _known = [];
    private readonly List<Entry> _entries = [];
    private byte[] _cells = [];

    /// <summary>The lower half of each hash.</summary>
    private uint[] _hashes = [];
    private int _count;
    private int _mask;

    private Span<byte> Cells => _cells.AsSpan(0, _mask + 1);

    public void Begin(int textCount)
    {
        var cellCount = (int)BitOperations.RoundUpToPowerOf2((uint)textCount);
        Scratch.Ensure(ref _hashes, textCount);
        Scratch.Ensure(ref _cells, cellCount);
        _count = 0;
        _mask = cellCount - 1;
        Cells.Clear();
    }

    /// <param name="hashes">Of the texts that follow in the column.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(ReadOnlySpan<ulong> hashes)
    {
        var kept = _hashes.AsSpan(_count, hashes.Length);
        var cells = Cells;
        for (var i = 0; i < hashes.Length; i++)
        {
            kept[i] = (uint)hashes[i];
            ref var cell = ref cells[(int)hashes[i] & (cells.Length - 1)];
            if (cell < WellFilled) cell++;
        }

        _count += hashes.Length;
    }

    /// <param name="column">All of whose texts were added.</param>
    public FrequentValues List(TextColumnData column)
    {
        var leastFilled = column.TextCount <= FewTexts ? 1 : WellFilled;
        CountIn(leastFilled, column.GetRun(0, column.TextCount));

        // What only shares a cell is rarer than what is listed.
        _entries.RemoveAll(entry => entry.Count < leastFilled);
        var threshold = Math.Max(leastFilled, FrequencyThreshold.Of([.. _entries.Select(entry => entry.Count)], isAll: leastFilled == 1));
        return FrequentValues.OfPart([.. _entries.Where(entry => entry.Count >= threshold).Select(entry => (column.GetText(entry.Index).ToArray(), entry.Count))], threshold - 1);
    }

    /// <summary>Counts the texts in cells that hold so many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CountIn(int leastFilled, TextRun texts)
    {
        _entries.Clear();
        _known.Clear();
        ReadOnlySpan<byte> cells = Cells;
        if (leastFilled == WellFilled && !cells.Contains(WellFilled)) return;
        var hashes = _hashes.AsSpan(0, _count);
        for (var i = 0; i < hashes.Length; i++)
            if (cells[(int)hashes[i] & (cells.Length - 1)] >= leastFilled)
                CountOne(texts, i);
    }

    private void CountOne(TextRun texts, int index)
    {
        for (var key = _hashes[index]; ; key++)
        {
            ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_known, key, out var isKnown);
            if (!isKnown)
            {
                entry = _entries.Count;
                _entries.Add(new Entry { Index = index, Count = 1 });
                return;
            }

            ref var found = ref CollectionsMarshal.AsSpan(_entries)[entry];
            if (!TextOf(texts, found.Index).SequenceEqual(TextOf(texts, index))) continue;
            found.Count++;
            return;
        }
    }

    private static ReadOnlySpan<byte> TextOf(TextRun texts, int index) => texts.Bytes[texts.StartOf(index)..texts.EndOf(index)];

    private struct Entry
    {
        /// <summary>Where the text first stands.</summary>
        public int Index;
        public int Count;
    }
}
