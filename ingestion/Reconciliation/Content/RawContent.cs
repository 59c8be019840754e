using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Csv;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Reconciliation.Content;

/// <summary>Reads chunks of the raw file again, byte by byte with the scalar reference reader. One serves one thread.</summary>
internal sealed class RawContent(LandedFile file)
{
    private readonly StructuralScanner _scanner = new(ScannerKernel.Scalar);
    private readonly WindowReader _window = new(WindowReader.DefaultWindowBytes);
    private readonly RecordCells _cells = new(file);

    /// <summary>Throws <see cref="InputException"/> when the raw object ends before the chunk does.</summary>
    public void Read(IObjectReader raw, ChunkRange range, ICellSink sink, PaymentTally tally, RecordIdRun? ids, CancellationToken cancellation, ProfileTally? profile = null)
    {
        _window.Open(raw, range);
        var number = range.FirstRecordNumber;
        var consumed = 0;
        while (_window.Advance(_window.Buffer, consumed))
        {
            cancellation.ThrowIfCancellationRequested();
            consumed = _scanner.Scan(_window.Buffer, WindowReader.Start, _window.Length, _window.IsEnd);
            var end = WindowReader.Start + _window.Length;
            for (var i = 0; i < _scanner.RecordCount; i++)
            {
                int first = _scanner.FirstSeparators[i], count = _scanner.CellCounts[i];
                var start = _scanner.Separators[first] + 1;
                var length = Math.Min(_scanner.Separators[first + count] + 1, end) - start;
                var place = new RecordPlace(number++, _window.OffsetBytes + start - WindowReader.Start, length);
                _cells.Read(_window.Buffer, _scanner.Separators, first, count, _scanner.Flags[i], place, sink, tally, ids, profile);
            }
        }
    }
}
