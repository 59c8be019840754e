using OpenPayments.Ingestion.Csv;
using OpenPayments.Ingestion.Landing;

namespace OpenPayments.Ingestion.Reconciliation.Content;

/// <summary>Takes apart a record that is given by itself, as in the file it came from.</summary>
internal sealed class LoneRecord(LandedFile file)
{
    private readonly StructuralScanner _scanner = new(ScannerKernel.Scalar);
    private readonly RecordCells _cells = new(file);

    /// <param name="record">The record's bytes, its line end included.</param>
    public void Read(ReadOnlySpan<byte> record, long number, long offsetBytes, ICellSink sink, PaymentTally tally)
    {
        var place = new RecordPlace(number, offsetBytes, record.Length);
        var buffer = new byte[record.Length + StructuralScanner.PaddingBytes];
        record.CopyTo(buffer);
        _scanner.Scan(buffer, 0, record.Length, isEnd: true);
        if (_scanner.RecordCount == 1) _cells.Read(buffer, _scanner.Separators, _scanner.FirstSeparators[0], _scanner.CellCounts[0], _scanner.Flags[0], place, sink, tally, ids: null);
        else sink.Unreadable(number, offsetBytes, record);
    }
}
