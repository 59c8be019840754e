using System.Numerics;

namespace OpenPayments.Ingestion.Csv;

/// <summary>The record that the vector kernel is in, and how it ends records: once a record, so clarity comes before speed.</summary>
internal unsafe ref struct RecordCursor(StructureBuffer output, int start)
{
    private ulong _doubled;

    /// <summary>Where the current record starts.</summary>
    public int Start { get; private set; } = start;

    /// <summary>Index of the separator before the current record.</summary>
    public int FirstSeparator { get; private set; } = output.SeparatorCount - 1;

    /// <summary>The record that ends next is too long to be taken as it is.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Remembers whether the current record has doubled quotes.</summary>
    public void Note(ulong doubled) => _doubled |= doubled;

    /// <summary>
    /// Ends the records at the line ends of one block. Returns the separators that close a cell which is empty
    /// but for the CR of its line end; the kernel's masks do not see those.
    /// </summary>
    /// <param name="separators">All separators of the block.</param>
    /// <param name="next">Where in the separators' buffer the block's first one will stand.</param>
    public ulong EndRecords(byte* bytes, int position, ulong lineEnds, ulong separators, ulong doubled, int* next, int nextIndex)
    {
        var emptyBeforeCr = 0UL;
        for (; lineEnds != 0; lineEnds &= lineEnds - 1)
        {
            var lineEnd = lineEnds & (0 - lineEnds);
            var newline = position + BitOperations.TrailingZeroCount(lineEnd);
            if (newline + 1 - Start > CsvLimits.MaxRecordBytes)
            {
                IsStopped = true;
                return emptyBeforeCr;
            }

            var index = nextIndex + BitOperations.PopCount(separators & (lineEnd - 1));
            var flags = RecordFlags.None;
            var contentLength = newline - Start;
            if (contentLength > 0 && bytes[newline - 1] == '\r')
            {
                flags |= RecordFlags.CarriageReturn;
                contentLength--;
                var separatorsBefore = separators & (lineEnd - 1);
                var cellStart = 1 + (separatorsBefore != 0 ? position + BitOperations.Log2(separatorsBefore) : next[-1]);
                if (IsEmpty(bytes + cellStart, newline - 1 - cellStart)) emptyBeforeCr |= lineEnd;
            }

            if (((doubled & (lineEnd - 1)) | _doubled) != 0) flags |= RecordFlags.Escaped;
            if (contentLength > 0) output.AddRecord(FirstSeparator, index - FirstSeparator, flags);
            else output.BlankLineCount++;

            Start = newline + 1;
            FirstSeparator = index;
            _doubled = 0;
            doubled &= ~(lineEnd - 1);
        }

        _doubled = doubled;
        return emptyBeforeCr;
    }

    private static bool IsEmpty(byte* cell, int length) => length == 0 || length == 2 && cell[0] == '"' && cell[1] == '"';
}
