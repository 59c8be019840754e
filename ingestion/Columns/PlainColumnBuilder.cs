using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using OpenPayments.Ingestion.Rules;

namespace OpenPayments.Ingestion.Columns;

/// <summary>Texts one after another, for columns whose values do not repeat: hashing them would be work for nothing.</summary>
internal sealed class PlainColumnBuilder(string name, ImmutableArray<TextCheck> checks) : TextColumnBuilder(name, checks)
{
    private const int BlockBytes = 32;

    private readonly uint[] _verdicts = new uint[RowSet.MaxRows];
    private byte[] _bytes = new byte[64 << 10];

    /// <summary>Where each text ends; one starts where the one before it ends. Tail included.</summary>
    private int[] _ends = new int[4096];
    private int _count;
    private int _likelyCount;

    public override bool IsDictionary => false;

    public override int ValueCount => _count;

    public override ReadOnlySpan<int> Ids => [];

    public override int TextCount => _count;

    public override long TextSizeBytes => StartOf(_count);

    public override ReadOnlySpan<byte> GetText(int index) => _bytes.AsSpan(StartOf(index).._ends[index]);

    public override TextRun GetRun(int firstValue, int valueCount)
    {
        var start = StartOf(firstValue);
        return new TextRun(_bytes.AsSpan(start..StartOf(firstValue + valueCount)), _ends.AsSpan(firstValue, valueCount), start);
    }

    public override void Reset(int likelyRowCount)
    {
        ValidityWords.Reset();
        _count = 0;
        _likelyCount = likelyRowCount + RowSet.MaxRows;
    }

    /// <summary>Begins with the rows of a dictionary; it has none yet.</summary>
    public void Take(DictionaryColumnBuilder column)
    {
        foreach (var id in column.Ids)
        {
            var text = column.GetText(id);
            Scratch.Grow(ref _ends, _count, _count + 1, _likelyCount);
            var start = StartOf(_count);
            Copy(ref MemoryMarshal.GetReference(text), text.Length, start);
            _ends[_count++] = start + text.Length;
        }

        for (var row = 0; row < column.RowCount; row += 64)
            ValidityWords.Append(column.Validity[row >> 6], Math.Min(64, column.RowCount - row));
    }

    public override RowSet Append(CellBatch cells)
    {
        var count = cells.Count;
        ref var buffer = ref MemoryMarshal.GetArrayDataReference(cells.Buffer);
        var starts = cells.Starts.AsSpan(0, count);
        var lengths = cells.Lengths.AsSpan(0, count);
        Scratch.Grow(ref _ends, _count, _count + count, _likelyCount);
        var ends = _ends.AsSpan(_count, count);
        var end = StartOf(_count);
        var broken = default(RowSet);
        for (var i = 0; i < ends.Length; i++)
        {
            ref var text = ref Unsafe.Add(ref buffer, starts[i]);
            var length = lengths[i];
            Copy(ref text, length, end);
            ends[i] = end += length;
            var verdict = Judge(ref text, length);
            if (verdict == 0) continue;
            _verdicts[i] = verdict;
            broken |= RowSet.Of(cells.Rows[i]);
        }

        return broken;
    }

    public override uint VerdictOf(int cellIndex) => _verdicts[cellIndex];

    public override void Commit(RowSet present, RowSet accepted)
    {
        if ((present & ~accepted).IsEmpty)
        {
            _count += present.Count;
        }
        else
        {
            int from = _count, start = StartOf(_count);
            foreach (var row in present)
            {
                var end = _ends[from++];
                if (accepted.Contains(row))
                {
                    var to = StartOf(_count);
                    _bytes.AsSpan(start, end - start).CopyTo(_bytes.AsSpan(to));
                    _ends[_count++] = to + end - start;
                }

                start = end;
            }
        }

        ValidityWords.Append(present, accepted);
    }

    /// <summary>Short texts are copied as one block, whose rest the next text writes over.</summary>
    /// <param name="text">Readable past its end.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Copy(ref byte text, int length, int to)
    {
        if (to + length + BlockBytes > _bytes.Length) GrowBytes(to, to + length + BlockBytes);
        if (length <= BlockBytes) Vector256.LoadUnsafe(ref text).StoreUnsafe(ref MemoryMarshal.GetArrayDataReference(_bytes), (nuint)to);
        else MemoryMarshal.CreateReadOnlySpan(ref text, length).CopyTo(_bytes.AsSpan(to));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void GrowBytes(int used, int needed)
    {
        // Texts to come are likely to be as long on average as those before, or a little longer; the first few say little about it.
        var likely = Math.Min(used * 9L / 8 * _likelyCount / Math.Max(_count, 1), 8L * needed);
        Scratch.Grow(ref _bytes, used, needed, (int)Math.Min(likely, Array.MaxLength));
    }

    private int StartOf(int index) => index == 0 ? 0 : _ends[index - 1];
}
