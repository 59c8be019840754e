using System.Text;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Reconciliation.Content;

namespace OpenPayments.Ingestion.Tracing;

/// <summary>The cells of one record as texts, by position of their column; amounts, dates and counts as JSON spells them.</summary>
internal sealed class CellReader(LandedFile file) : ICellSink
{
    private readonly LoneRecord _record = new(file);
    private readonly Dictionary<int, string> _cells = [];

    public bool IsReadable { get; private set; }

    public IReadOnlyDictionary<int, string> Read(ReadOnlySpan<byte> record)
    {
        _cells.Clear();
        IsReadable = true;
        _record.Read(record, 0, 0, this, new PaymentTally());
        return new Dictionary<int, string>(_cells);
    }

    void ICellSink.Record(long number, long offsetBytes, int lengthBytes)
    {
    }

    void ICellSink.Text(long number, int column, ReadOnlySpan<byte> text) => _cells[column] = Encoding.UTF8.GetString(text);

    void ICellSink.Number(long number, int column, long value) => _cells[column] = CellText.Of(file.Layout.Columns[column].Type, value);

    void ICellSink.Misfit(long number, int column, ReadOnlySpan<byte> text) => _cells[column] = Encoding.UTF8.GetString(text);

    void ICellSink.Unreadable(long number, long offsetBytes, ReadOnlySpan<byte> record) => IsReadable = false;
}
