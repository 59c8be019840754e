using System.Collections.Immutable;
using OpenPayments.Ingestion.Rules;

namespace OpenPayments.Ingestion.Columns;

/// <summary>
/// Begins as a dictionary and goes on plain once nearly every text turns out to be new: such a dictionary is larger than the
/// cache, costs a wait for memory a cell, and would not be written in the end. When it changes depends on the chunk's values alone.
/// </summary>
internal sealed class AdaptiveColumnBuilder(string name, ImmutableArray<TextCheck> checks) : TextColumnBuilder(name, checks)
{
    /// <summary>A dictionary of this size is judged; until then it fits the cache.</summary>
    private const int MinTextCount = 16 << 10;

    private readonly DictionaryColumnBuilder _dictionary = new(name, checks);
    private readonly PlainColumnBuilder _plain = new(name, checks);
    private bool _isPlain;

    public override bool IsDictionary => !_isPlain;

    public override int RowCount => Current.RowCount;

    public override int ValueCount => Current.ValueCount;

    public override ReadOnlySpan<ulong> Validity => Current.Validity;

    public override ReadOnlySpan<int> Ids => Current.Ids;

    public override int TextCount => Current.TextCount;

    public override long TextSizeBytes => Current.TextSizeBytes;

    public override bool MustCheckUtf8
    {
        get => Current.MustCheckUtf8;
        set => _dictionary.MustCheckUtf8 = _plain.MustCheckUtf8 = value;
    }

    public override TextColumnBuilder Current => _isPlain ? _plain : _dictionary;

    /// <summary>More than five in six values are texts that did not stand in the column before.</summary>
    private bool RarelyRepeats => _dictionary.TextCount >= MinTextCount && _dictionary.TextCount * 6L > _dictionary.ValueCount * 5L;

    public override ReadOnlySpan<byte> GetText(int index) => Current.GetText(index);

    public override TextRun GetRun(int firstValue, int valueCount) => Current.GetRun(firstValue, valueCount);

    public override void Reset(int likelyRowCount)
    {
        _dictionary.Reset(likelyRowCount);
        _plain.Reset(likelyRowCount);
        _isPlain = false;
    }

    public override RowSet Append(CellBatch cells)
    {
        if (!_isPlain && RarelyRepeats)
        {
            _plain.Take(_dictionary);
            _isPlain = true;
        }

        return Current.Append(cells);
    }

    public override uint VerdictOf(int cellIndex) => Current.VerdictOf(cellIndex);

    public override void Commit(RowSet present, RowSet accepted) => Current.Commit(present, accepted);
}
