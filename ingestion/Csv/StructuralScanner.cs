using System.Text;

namespace OpenPayments.Ingestion.Csv;

/// <summary>
/// Finds records and cells in a window of bytes. Records that are plainly clean are found by the vector kernel; at anything
/// else the reference reads that one record, and the kernel goes on behind it. One scanner serves one worker: its
/// buffers are reused, and what it found is valid until the next scan.
/// </summary>
public sealed class StructuralScanner
{
    /// <summary>Bytes that must be readable after the window, whatever they hold.</summary>
    public const int PaddingBytes = 64;

    private readonly StructureBuffer _found = new();
    private readonly ScannerKernel _kernel;

    public StructuralScanner(ScannerKernel kernel = ScannerKernel.Best)
    {
        _kernel = kernel.Resolved;
        _found.Reset(0, 0);
        _found.Seal();
    }

    public int RecordCount => _found.RecordCount;

    /// <summary>Lines without a byte, or with a CR alone, in the window. They are no records.</summary>
    public int BlankLineCount => _found.BlankLineCount;

    /// <summary>Whether the window, its unconsumed tail included, has a byte that is not ASCII.</summary>
    public bool HasHighBytes => _found.HasHighBytes;

    /// <summary>
    /// Positions in the buffer, strictly increasing. The first is virtual and stands just before the window; a last record
    /// without newline ends at a virtual one just behind it. Cell c of a record whose first separator is f spans
    /// <c>Separators[f + c] + 1 .. Separators[f + c + 1]</c>. The newline of a blank line stands here too.
    /// </summary>
    public ReadOnlySpan<int> Separators => _found.Separators.AsSpan(0, _found.SeparatorCount);

    /// <summary>For every record the index of the separator before its first cell.</summary>
    public ReadOnlySpan<int> FirstSeparators => _found.FirstSeparators.AsSpan(0, _found.RecordCount);

    public ReadOnlySpan<int> CellCounts => _found.CellCounts.AsSpan(0, _found.RecordCount);

    public ReadOnlySpan<RecordFlags> Flags => _found.Flags.AsSpan(0, _found.RecordCount);

    /// <summary>
    /// Bit k is set when the cell closed by separator k + 1 is empty: no byte, or exactly <c>""</c>; before the CR in the last
    /// cell of a CRLF line. The words go on with zeros, so that 64 bits can be loaded at any cell.
    /// </summary>
    public ReadOnlySpan<ulong> EmptyCells => _found.EmptyCells;

    /// <summary>
    /// Scans a window that begins at a record's start. Returns how many bytes it consumed: up to the end of the last record
    /// that is complete. When it is 0, the caller comes again with more bytes.
    /// </summary>
    /// <param name="isEnd">The window ends where the chunk or the input ends: everything is consumed.</param>
    public int Scan(byte[] buffer, int offset, int length, bool isEnd)
    {
        ArgumentNullException.ThrowIfNull(buffer);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)offset + length + PaddingBytes, buffer.Length, nameof(length));

        _found.Reset(offset, length);
        var end = offset + length;
        var window = buffer.AsSpan(0, end);
        var position = offset;
        while (position < end)
        {
            position = SkipCleanRecords(buffer, position, end);
            if (position == end) break;

            var next = ScalarRecordReader.Read(window, position, isEnd, _found);
            var isIncomplete = next == ScalarRecordReader.Incomplete;
            _found.HasHighBytes |= !Ascii.IsValid(window[position..(isIncomplete ? end : next)]);
            if (isIncomplete) break;
            position = next;
        }

        _found.Seal();
        return position - offset;
    }

    private int SkipCleanRecords(byte[] buffer, int position, int end) => _kernel switch
    {
        ScannerKernel.Vector512 => VectorKernel.Scan<ByteBlock512>(buffer, position, end, _found),
        ScannerKernel.Vector256 => VectorKernel.Scan<ByteBlock256>(buffer, position, end, _found),
        _ => position,
    };
}
