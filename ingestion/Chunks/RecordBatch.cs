using OpenPayments.Ingestion.Columns;
using OpenPayments.Ingestion.Csv;

namespace OpenPayments.Ingestion.Chunks;

/// <summary>Up to 64 records of one window that have the right number of fields: where they stand, and which of their cells are present.</summary>
internal sealed class RecordBatch(int columnCount)
{
    private readonly int[] _firstSeparators = new int[CellBatch.MaxRows];
    private readonly long[] _recordNumbers = new long[CellBatch.MaxRows];
    private readonly ulong[] _present = new ulong[(columnCount + 63) / 64 * 64];

    public int Count { get; private set; }

    public ulong AllRows => BitMask.Low(Count);

    /// <summary>Rows in which a cell may hold doubled quotes.</summary>
    public ulong Escaped { get; private set; }

    /// <summary>Rows whose line ends in CR LF, so that their last cell does too.</summary>
    public ulong CarriageReturn { get; private set; }

    /// <summary>Rows that break RFC 4180 and were read on their own line.</summary>
    public ulong StrayQuote { get; private set; }

    public bool IsFull => Count == CellBatch.MaxRows;

    public ReadOnlySpan<int> FirstSeparators => _firstSeparators.AsSpan(0, Count);

    public long RecordNumberOf(int row) => _recordNumbers[row];

    public void Clear()
    {
        Count = 0;
        Escaped = CarriageReturn = StrayQuote = 0;
    }

    public void Add(int firstSeparator, RecordFlags flags, long recordNumber)
    {
        var row = 1UL << Count;
        if ((flags & RecordFlags.Escaped) != 0) Escaped |= row;
        if ((flags & RecordFlags.CarriageReturn) != 0) CarriageReturn |= row;
        if ((flags & RecordFlags.StrayQuote) != 0) StrayQuote |= row;
        _firstSeparators[Count] = firstSeparator;
        _recordNumbers[Count++] = recordNumber;
    }

    /// <summary>
    /// One word a column: the rows in which its cell is not empty. The scanner marks empty cells in the order of the
    /// file; two thirds of all cells are empty, and here they cost a bit each.
    /// </summary>
    public ReadOnlySpan<ulong> FindPresent(ReadOnlySpan<ulong> emptyCells)
    {
        for (var block = 0; block < _present.Length; block += 64)
        {
            var words = _present.AsSpan(block, 64);
            for (var row = 0; row < Count; row++)
            {
                int bit = _firstSeparators[row] + block, word = bit >> 6, shift = bit & 63;
                var empty = emptyCells[word] >> shift;
                if (shift != 0) empty |= emptyCells[word + 1] << (64 - shift);
                words[row] = ~empty;
            }

            words[Count..].Clear();
            BitTranspose.Transpose(words);
        }

        return _present.AsSpan(0, columnCount);
    }
}
