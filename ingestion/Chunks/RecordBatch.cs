using System.Runtime.InteropServices;
using OpenPayments.Ingestion.Columns;
using OpenPayments.Ingestion.Csv;

namespace OpenPayments.Ingestion.Chunks;

/// <summary>Some records of one window that have the right number of fields: where they stand, and which of their cells are present.</summary>
internal sealed class RecordBatch(int columnCount)
{
    private const int BlockSize = RowSet.WordRows;

    private readonly int[] _firstSeparators = new int[RowSet.MaxRows];
    private readonly long[] _recordNumbers = new long[RowSet.MaxRows];
    private readonly RowSet[] _present = new RowSet[columnCount];
    private readonly ulong[] _block = new ulong[BlockSize];
    private readonly ulong[] _escaped = new ulong[RowSet.WordCount];
    private readonly ulong[] _carriageReturn = new ulong[RowSet.WordCount];
    private readonly ulong[] _strayQuote = new ulong[RowSet.WordCount];

    public int Count { get; private set; }

    public RowSet AllRows => RowSet.First(Count);

    /// <summary>Rows in which a cell may hold doubled quotes.</summary>
    public RowSet Escaped => new(_escaped);

    /// <summary>Rows whose line ends in CR LF, so that their last cell does too.</summary>
    public RowSet CarriageReturn => new(_carriageReturn);

    /// <summary>Rows that break RFC 4180 and were read on their own line.</summary>
    public RowSet StrayQuote => new(_strayQuote);

    public bool IsFull => Count == RowSet.MaxRows;

    public ReadOnlySpan<int> FirstSeparators => _firstSeparators.AsSpan(0, Count);

    public long RecordNumberOf(int row) => _recordNumbers[row];

    public void Clear()
    {
        Count = 0;
        Array.Clear(_escaped);
        Array.Clear(_carriageReturn);
        Array.Clear(_strayQuote);
    }

    public void Add(int firstSeparator, RecordFlags flags, long recordNumber)
    {
        var word = Count / BlockSize;
        var row = 1UL << Count;
        if ((flags & RecordFlags.Escaped) != 0) _escaped[word] |= row;
        if ((flags & RecordFlags.CarriageReturn) != 0) _carriageReturn[word] |= row;
        if ((flags & RecordFlags.StrayQuote) != 0) _strayQuote[word] |= row;
        _firstSeparators[Count] = firstSeparator;
        _recordNumbers[Count++] = recordNumber;
    }

    /// <summary>
    /// For each column the rows in which its cell is not empty. The scanner marks empty cells in the order of the
    /// file; two thirds of all cells are empty, and here they cost a bit each.
    /// </summary>
    public ReadOnlySpan<RowSet> FindPresent(ReadOnlySpan<ulong> emptyCells)
    {
        Array.Clear(_present);
        var present = MemoryMarshal.Cast<RowSet, ulong>(_present.AsSpan());
        for (var firstRow = 0; firstRow < Count; firstRow += BlockSize)
        {
            var rows = FirstSeparators.Slice(firstRow, Math.Min(BlockSize, Count - firstRow));
            for (var firstColumn = 0; firstColumn < columnCount; firstColumn += BlockSize)
            {
                FindBlock(emptyCells, rows, firstColumn);
                var columns = Math.Min(BlockSize, columnCount - firstColumn);
                for (var i = 0; i < columns; i++)
                    present[(firstColumn + i) * RowSet.WordCount + firstRow / BlockSize] = _block[i];
            }
        }

        return _present;
    }

    private void FindBlock(ReadOnlySpan<ulong> emptyCells, ReadOnlySpan<int> rows, int firstColumn)
    {
        for (var row = 0; row < rows.Length; row++)
        {
            int bit = rows[row] + firstColumn, word = bit >> 6, shift = bit & 63;
            var empty = emptyCells[word] >> shift;
            if (shift != 0) empty |= emptyCells[word + 1] << (64 - shift);
            _block[row] = ~empty;
        }

        Array.Clear(_block, rows.Length, BlockSize - rows.Length);
        BitTranspose.Transpose(_block);
    }
}
