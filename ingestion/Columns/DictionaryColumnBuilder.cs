using System.Collections.Immutable;
using System.Runtime.InteropServices;
using OpenPayments.Ingestion.Rules;

namespace OpenPayments.Ingestion.Columns;

/// <summary>Texts as ids of a dictionary, numbered by first appearance.</summary>
/// <param name="classes">Texts that rules ask for by position; class i + 1 is <c>classes[i]</c>, class 0 any other text.</param>
internal sealed class DictionaryColumnBuilder(string name, ImmutableArray<TextCheck> checks, ImmutableArray<byte[]> classes = default)
    : TextColumnBuilder(name, checks)
{
    /// <summary>In an id: the text breaks a rule.</summary>
    private const int BrokenBit = int.MinValue;

    private readonly TextTable _texts = new();
    private readonly CellRuns _runs = new();
    private readonly ImmutableArray<byte[]> _classTexts = classes.IsDefault ? [] : classes;
    private uint[] _verdicts = new uint[128];
    private byte[] _classes = new byte[128];
    private int[] _ids = new int[4096];
    private int _count;
    private int _likelyCount;

    public override bool IsDictionary => true;

    public override int ValueCount => _count;

    public override ReadOnlySpan<int> Ids => _ids.AsSpan(0, _count);

    public override int TextCount => _texts.Count;

    public override long TextSizeBytes => _texts.SizeBytes;

    public override ReadOnlySpan<byte> GetText(int index) => _texts[index];

    public override void Reset(int likelyRowCount)
    {
        ValidityWords.Reset();
        _texts.Clear();
        _count = 0;
        _likelyCount = likelyRowCount + RowSet.MaxRows;
    }

    public override RowSet Append(CellBatch cells)
    {
        Scratch.Grow(ref _ids, _count, _count + RowSet.MaxRows, _likelyCount);
        var tail = _ids.AsSpan(_count, cells.Count);
        if (_runs.FindHeads(cells) is not { } heads) return Look(cells, tail);
        var broken = Look(heads, tail[..heads.Count]);
        CellRuns.Spread(cells, tail);
        return CellRuns.Spread(cells, broken);
    }

    public override uint VerdictOf(int cellIndex) => _verdicts[_ids[_count + cellIndex]];

    /// <summary>Rows of the tail by the class of their text.</summary>
    /// <param name="rows">Gets the rows of each class in the place of its number.</param>
    public void FindClasses(CellBatch cells, Span<RowSet> rows)
    {
        rows.Clear();
        var words = MemoryMarshal.Cast<RowSet, ulong>(rows);
        var ids = _ids.AsSpan(_count, cells.Count);
        for (var i = 0; i < ids.Length; i++)
            words[_classes[ids[i]] * RowSet.WordCount + cells.Rows[i] / RowSet.WordRows] |= 1UL << cells.Rows[i];
    }

    public override void Commit(RowSet present, RowSet accepted)
    {
        _count += present.Keep(_ids.AsSpan(_count, present.Count), accepted);
        ValidityWords.Append(present, accepted);
    }

    private RowSet Look(CellBatch cells, Span<int> tail) => _texts.Find(cells, tail) < 0 ? LookAgain(cells, tail) : default;

    /// <summary>Adds what is new, finds what did not stand in its first slot, and tells which rows break a rule.</summary>
    private RowSet LookAgain(CellBatch cells, Span<int> tail)
    {
        var broken = default(RowSet);
        for (var i = 0; i < tail.Length; i++)
        {
            if (tail[i] >= 0) continue;
            if (tail[i] == TextTable.NotFound) tail[i] = FindOrAdd(cells, i);
            if (tail[i] >= 0) continue;
            tail[i] &= ~BrokenBit;
            broken |= RowSet.Of(cells.Rows[i]);
        }

        return broken;
    }

    private int FindOrAdd(CellBatch cells, int index)
    {
        var id = _texts.Find(cells, index, out var slot);
        if (id != TextTable.NotFound) return id;

        var text = cells[index];
        if (_texts.Count == _verdicts.Length)
        {
            Array.Resize(ref _verdicts, _texts.Count * 2);
            Array.Resize(ref _classes, _texts.Count * 2);
        }

        var verdict = Judge(ref MemoryMarshal.GetReference(text), text.Length);
        _verdicts[_texts.Count] = verdict;
        _classes[_texts.Count] = ClassOf(text);
        return _texts.Add(slot, text, verdict == 0 ? 0 : BrokenBit);
    }

    private byte ClassOf(ReadOnlySpan<byte> text)
    {
        for (var i = 0; i < _classTexts.Length; i++)
            if (text.SequenceEqual(_classTexts[i]))
                return (byte)(i + 1);
        return 0;
    }
}
