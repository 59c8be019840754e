using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using OpenPayments.Ingestion.Columns;

namespace OpenPayments.Ingestion.Chunks;

/// <summary>
/// Finds the present cells of one column over a batch. Quotes are stripped by moving the bounds; the few cells that
/// hold escapes, or that are not UTF-8, are decoded to the buffer's end.
/// </summary>
internal sealed class CellGatherer
{
    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    private int _scratchStart;
    private int _scratchEnd;

    public CellBatch Cells { get; } = new();

    /// <summary>Names the window that batches are gathered from.</summary>
    /// <param name="scratchStart">From here on the buffer is free for decoded cells.</param>
    public void Attach(byte[] buffer, int scratchStart)
    {
        Cells.Buffer = buffer;
        _scratchStart = scratchStart;
    }

    /// <param name="mustTranscode">The file is Windows-1252 and the window holds bytes past ASCII.</param>
    public CellBatch Gather(ReadOnlySpan<int> separators, RecordBatch batch, int column, bool isLast, RowSet present, bool mustTranscode)
    {
        var cells = Cells;
        ref var buffer = ref MemoryMarshal.GetArrayDataReference(cells.Buffer);
        ref var separator = ref MemoryMarshal.GetReference(separators[column..]);
        ref var first = ref MemoryMarshal.GetReference(batch.FirstSeparators);
        Span<byte> cellRows = cells.Rows;
        Span<int> starts = cells.Starts, lengths = cells.Lengths;
        var count = 0;
        for (var word = 0; word < RowSet.WordCount; word++)
        {
            for (var rows = present[word]; rows != 0; rows &= rows - 1)
            {
                var row = word * RowSet.WordRows + BitOperations.TrailingZeroCount(rows);
                ref var before = ref Unsafe.Add(ref separator, Unsafe.Add(ref first, row));
                var start = before + 1;
                var quote = Unsafe.Add(ref buffer, start) == (byte)'"' ? 1 : 0;
                cellRows[count] = (byte)row;
                starts[count] = start + quote;
                lengths[count++] = Unsafe.Add(ref before, 1) - start - 2 * quote;
            }
        }

        cells.Count = count;
        if (isLast && !(batch.CarriageReturn & present).IsEmpty) TrimCarriageReturns(batch.CarriageReturn);
        var escaped = mustTranscode ? present : batch.Escaped & present;
        if (!escaped.IsEmpty) Decode(escaped, present, mustTranscode);
        return cells;
    }

    private void TrimCarriageReturns(RowSet rows)
    {
        for (var i = 0; i < Cells.Count; i++)
            if (rows.Contains(Cells.Rows[i]))
                Cells.Lengths[i]--;
    }

    private void Decode(RowSet rows, RowSet present, bool mustTranscode)
    {
        _scratchEnd = _scratchStart;
        foreach (var row in rows)
        {
            var i = present.CountBefore(row);
            var cell = Cells[i];
            var isQuoted = Cells.Buffer[Cells.Starts[i] - 1] == (byte)'"';
            if (isQuoted && cell.Contains((byte)'"')) Undouble(i);
            if (mustTranscode && !Ascii.IsValid(Cells[i])) Transcode(i);
        }
    }

    private void Undouble(int index)
    {
        var length = Cells.Lengths[index];
        var decoded = Reserve(length);
        var cell = Cells[index];
        var to = 0;
        for (var from = 0; from < cell.Length; from++)
        {
            decoded[to++] = cell[from];
            if (cell[from] == '"' && from + 1 < cell.Length && cell[from + 1] == '"') from++;
        }

        Take(index, to);
    }

    private void Transcode(int index)
    {
        var text = Windows1252.GetString(Cells[index]);
        var decoded = Reserve(Encoding.UTF8.GetMaxByteCount(text.Length));
        Take(index, Encoding.UTF8.GetBytes(text, decoded));
    }

    private Span<byte> Reserve(int length)
    {
        var needed = _scratchEnd + length + CellBatch.PaddingBytes;
        if (needed > Cells.Buffer.Length)
        {
            var buffer = Cells.Buffer;
            Array.Resize(ref buffer, Math.Max(needed, buffer.Length * 2));
            Cells.Buffer = buffer;
        }

        return Cells.Buffer.AsSpan(_scratchEnd, length);
    }

    private void Take(int index, int length)
    {
        Cells.Starts[index] = _scratchEnd;
        Cells.Lengths[index] = length;
        _scratchEnd += length;
    }
}
