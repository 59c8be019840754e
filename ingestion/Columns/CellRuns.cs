using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OpenPayments.Ingestion.Columns;

/// <summary>
/// Finds runs of equal cells in the batches of one column, so that a run costs one lookup or one parse: the records of a payer stand together, and half
/// of all cells say what the one above them says. Whether looking pays is learnt from the column itself; what comes out does not depend on it.
/// </summary>
internal sealed class CellRuns
{
    /// <summary>With fewer cells there is nothing to win.</summary>
    private const int MinCellCount = 16;

    /// <summary>How many batches a column is left alone whose cells rarely repeat.</summary>
    private const int PauseBatches = 15;

    private int _pause;

    /// <summary>One cell of each run, or null when every cell is to be taken by itself.</summary>
    public CellBatch? FindHeads(CellBatch cells)
    {
        if (cells.Count < MinCellCount) return null;
        if (_pause > 0)
        {
            _pause--;
            return null;
        }

        FindHeads(cells, cells.Heads);
        if (cells.Heads.Count * 2 > cells.Count) _pause = PauseBatches;
        return cells.Heads;
    }

    /// <summary>What was found for the heads, one after another at the front, becomes that of every cell of their runs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Spread<T>(CellBatch cells, Span<T> values)
    {
        if (cells.Heads.Count == 1)
        {
            values.Fill(values[0]);
            return;
        }

        // From the back: a run's number is never beyond the places of its cells.
        var headOf = cells.HeadOf.AsSpan(0, values.Length);
        for (var i = headOf.Length - 1; i >= 0; i--)
            values[i] = values[headOf[i]];
    }

    /// <summary>The rows of all runs whose head's row is among those given.</summary>
    public static RowSet Spread(CellBatch cells, RowSet headRows)
    {
        var rows = default(RowSet);
        for (var i = 0; !headRows.IsEmpty && i < cells.Count; i++)
            if (headRows.Contains(cells.Heads.Rows[cells.HeadOf[i]]))
                rows |= RowSet.Of(cells.Rows[i]);
        return rows;
    }

    /// <summary>Without a branch on what is equal, since that is what nobody can foretell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FindHeads(CellBatch cells, CellBatch heads)
    {
        // All arrays have room for the largest batch. With spans there would not be registers enough.
        ref var buffer = ref MemoryMarshal.GetArrayDataReference(cells.Buffer);
        ref var starts = ref MemoryMarshal.GetArrayDataReference(cells.Starts);
        ref var lengths = ref MemoryMarshal.GetArrayDataReference(cells.Lengths);
        ref var headOf = ref MemoryMarshal.GetArrayDataReference(cells.HeadOf);
        ref var headCells = ref MemoryMarshal.GetArrayDataReference(heads.HeadOf);
        nint head = -1, count = cells.Count;
        ref var before = ref buffer;
        var lengthBefore = -1;
        for (nint i = 0; i < count; i++)
        {
            ref var text = ref Unsafe.Add(ref buffer, Unsafe.Add(ref starts, i));
            var length = Unsafe.Add(ref lengths, i);
            head += length == lengthBefore && TextHash.AreEqual(ref text, ref before, length) ? 0 : 1;
            before = ref text;
            lengthBefore = length;
            Unsafe.Add(ref headOf, i) = (byte)head;
            Unsafe.Add(ref headCells, head) = (byte)i;
        }

        // A run's last cell stands for it.
        heads.Buffer = cells.Buffer;
        heads.Count = (int)head + 1;
        var taken = heads.HeadOf.AsSpan(0, heads.Count);
        for (var i = 0; i < taken.Length; i++)
        {
            heads.Rows[i] = cells.Rows[taken[i]];
            heads.Starts[i] = cells.Starts[taken[i]];
            heads.Lengths[i] = cells.Lengths[taken[i]];
        }
    }
}
