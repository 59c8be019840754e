using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Quarantine;

namespace OpenPayments.Ingestion.Reconciliation.Content;

/// <summary>Reads the records of a quarantine part: their bytes, as they were set aside, taken apart like the raw file's.</summary>
internal sealed class QuarantineContent(LandedFile file)
{
    private readonly LoneRecord _record = new(file);

    /// <summary>Returns the number of rows.</summary>
    public async Task<int> ReadAsync(Stream part, ICellSink sink, PaymentTally tally, CancellationToken cancellation)
    {
        var rows = await QuarantineReader.ReadAsync(part, cancellation);
        foreach (var row in rows)
        {
            var record = row.Record;
            if (row.SourceSha256 != file.Sha256) throw new InvalidDataException($"record {record.RecordNumber} says it is of another source file, with the SHA-256 {row.SourceSha256}");
            _record.Read(record.RawBytes, record.RecordNumber, record.OffsetBytes, sink, tally);
        }

        return rows.Count;
    }
}
