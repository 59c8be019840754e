using OpenPayments.Ingestion.Csv;

namespace OpenPayments.Ingestion.Landing;

/// <summary>
/// Finds the records of a file that comes in pieces of any size, by the same definition as the parser: a clean record, or,
/// where the grammar is broken, one physical line. What is left of a piece behind its last complete record is held until more comes.
/// </summary>
/// <param name="fileName">For messages.</param>
internal sealed class BoundaryScanner(ChunkPlanner planner, string fileName)
{
    private const int FirstSeamBytes = 4096;

    private readonly HeldBytes _held = new();
    private long _offset;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes[FinishHeldRecord(bytes)..];
        if (bytes.IsEmpty) return;
        var consumed = Scan(bytes, isEnd: false);
        _held.Append(bytes[consumed..]);
    }

    public void Complete()
    {
        Scan(_held.Span, isEnd: true);
        _held.Clear();
    }

    /// <summary>Brings together what is held and as much of the new bytes as its records need. Returns how many of the new bytes are done with.</summary>
    private int FinishHeldRecord(ReadOnlySpan<byte> bytes)
    {
        var taken = 0;
        while (_held.Length > 0 && taken < bytes.Length)
        {
            // As much again as there is, so that a long record is not scanned over and over.
            var more = Math.Min(Math.Max(FirstSeamBytes, _held.Length), bytes.Length - taken);
            _held.Append(bytes.Slice(taken, more));
            taken += more;
            _held.RemoveFirst(Scan(_held.Span, isEnd: false));
            if (_held.Length > taken) continue;

            // What is held now is nothing but new bytes: they can be scanned where they are.
            taken -= _held.Length;
            _held.Clear();
        }

        return taken;
    }

    /// <summary>Scans bytes that begin at a record's start; returns how many of them belong to complete records.</summary>
    private int Scan(ReadOnlySpan<byte> window, bool isEnd)
    {
        var start = 0;
        if (_offset == 0 && CsvText.ByteOrderMark.StartsWith(window) && window.Length < CsvText.ByteOrderMark.Length && !isEnd) return 0;
        if (_offset == 0 && window.StartsWith(CsvText.ByteOrderMark)) start = CsvText.ByteOrderMark.Length;

        while (true)
        {
            var run = BoundaryKernel.Run(window, start, _offset, planner);
            start = run.RecordStart;
            if (start == window.Length) break;
            var next = FindRecordEnd(window, run, isEnd);
            if (next < 0) break;
            planner.AddRecord(_offset + next);
            start = next;
        }

        _offset += start;
        return start;
    }

    /// <summary>The end of a record that the kernel stopped at; -1 when it is not there yet.</summary>
    private int FindRecordEnd(ReadOnlySpan<byte> window, CleanRun run, bool isEnd)
    {
        var rest = window[run.RecordStart..];
        var lineFeed = rest.IndexOf((byte)'\n');
        var line = lineFeed < 0 ? rest : rest[..(lineFeed + 1)];
        if (line.Length > CsvLimits.MaxLineBytes) throw LineTooLong(_offset + run.RecordStart);

        // What is broken is its first line. What is too long is that too: broken when it spans lines, else the line itself.
        var isLine = run.End is CleanRunEnd.Violation or CleanRunEnd.LongRecord
            || (lineFeed >= 0 && rest.Length > CsvLimits.MaxRecordBytes)
            || (isEnd && (run.End == CleanRunEnd.InputInsideQuotes || rest.EndsWith("\"\r"u8)));
        if (isLine && (lineFeed >= 0 || isEnd)) return run.RecordStart + line.Length;
        return isEnd ? window.Length : -1;
    }

    private InputException LineTooLong(long offset) => new(
        $"{fileName} has a line that is longer than {CsvLimits.MaxLineBytes >> 20} MiB, starting at byte {offset}: that is no file of payment records, "
        + "and nothing of it was landed. Look at that place; if the file was damaged on its way, download it again.");
}
