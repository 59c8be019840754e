using System.Collections.Immutable;
using System.Numerics;
using OpenPayments.Ingestion.Rules;

namespace OpenPayments.Ingestion.Columns;

/// <summary>Texts one after another, for columns whose values do not repeat: hashing them would be work for nothing.</summary>
internal sealed class PlainColumnBuilder(string name, ImmutableArray<TextCheck> checks) : TextColumnBuilder(name, checks)
{
    private readonly uint[] _verdicts = new uint[CellBatch.MaxRows];
    private byte[] _bytes = new byte[64 << 10];

    /// <summary>Where each text ends; one starts where the one before it ends. Tail included.</summary>
    private int[] _ends = new int[4096];
    private int _count;

    public override bool IsDictionary => false;

    public override int ValueCount => _count;

    public override ReadOnlySpan<int> Ids => [];

    public override int TextCount => _count;

    public override ReadOnlySpan<byte> GetText(int index) => _bytes.AsSpan(StartOf(index).._ends[index]);

    public override void Reset()
    {
        ValidityWords.Reset();
        _count = 0;
    }

    public override ulong Append(CellBatch cells)
    {
        if (_count + CellBatch.MaxRows > _ends.Length) Array.Resize(ref _ends, _ends.Length * 2);
        ulong broken = 0;
        var end = StartOf(_count);
        for (var i = 0; i < cells.Count; i++)
        {
            var text = cells[i];
            if (end + text.Length > _bytes.Length) Array.Resize(ref _bytes, Math.Max(end + text.Length, _bytes.Length * 2));
            text.CopyTo(_bytes.AsSpan(end));
            _ends[_count + i] = end += text.Length;
            if ((_verdicts[i] = Judge(text)) != 0) broken |= 1UL << cells.Rows[i];
        }

        return broken;
    }

    public override uint VerdictOf(int cellIndex) => _verdicts[cellIndex];

    public override void Commit(ulong present, ulong accepted, ulong allRows)
    {
        if (accepted == allRows)
        {
            _count += BitOperations.PopCount(present);
        }
        else
        {
            int from = _count, start = StartOf(_count);
            for (var rows = present; rows != 0; rows &= rows - 1, from++)
            {
                var end = _ends[from];
                if ((accepted & rows & (~rows + 1)) != 0)
                {
                    var to = StartOf(_count);
                    _bytes.AsSpan(start, end - start).CopyTo(_bytes.AsSpan(to));
                    _ends[_count++] = to + end - start;
                }

                start = end;
            }
        }

        ValidityWords.Append(BitMask.Extract(present, accepted), BitOperations.PopCount(accepted));
    }

    private int StartOf(int index) => index == 0 ? 0 : _ends[index - 1];
}
