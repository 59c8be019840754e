using System.Text;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Reconciliation.Content;

/// <summary>Reads the id of a record from its place in the raw file.</summary>
internal sealed class RecordIdReader(IObjectStore store, LandedFile file)
{
    private readonly LoneRecord _record = new(file);

    public async Task<string> ReadAsync(RecordPlace place, CancellationToken cancellation)
    {
        using var raw = await store.OpenAsync(file.RawKey, cancellation);
        var bytes = new byte[place.LengthBytes];
        var length = raw.Read(place.OffsetBytes, bytes);
        var sink = new IdSink(RecordIdColumn.IndexOf(file.Layout));
        _record.Read(bytes.AsSpan(0, length), place.Number, place.OffsetBytes, sink, new PaymentTally());
        return sink.Id;
    }

    private sealed class IdSink(int idColumn) : ICellSink
    {
        public string Id { get; private set; } = "";

        public void Record(long number, long offsetBytes, int lengthBytes)
        {
        }

        public void Text(long number, int column, ReadOnlySpan<byte> text)
        {
            if (column == idColumn) Id = Encoding.UTF8.GetString(text);
        }

        public void Number(long number, int column, long value)
        {
        }

        public void Misfit(long number, int column, ReadOnlySpan<byte> text)
        {
        }

        public void Unreadable(long number, long offsetBytes, ReadOnlySpan<byte> record)
        {
        }
    }
}
