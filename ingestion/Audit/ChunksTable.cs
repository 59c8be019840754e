using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Tables;

namespace OpenPayments.Ingestion.Audit;

/// <summary>A chunk of a file of a run.</summary>
public sealed record AuditedChunk(AuditedFile File, ChunkRange Range, RunChunk Chunk)
{
    public AmountTotals? Amount => Chunk.Amounts.FirstOrDefault();
}

public static class ChunksTable
{
    public static AuditTable<AuditedChunk> Table { get; } = new("audit_chunks", "One row for each chunk of a file that an ingest brought as far as its validation.",
    [
        new("run_id", TableType.Text, "The run; see audit_runs.", row => row.File.Run.RunId),
        new("file", TableType.Text, "The file; see audit_files.", row => row.File.Id.ToString()),
        new("kind", TableType.Text, "general, research, ownership, removed or profile.", row => row.File.Id.Kind.Code),
        new("publication", TableType.Date, "The CMS release.", row => row.File.Id.Publication),
        new("chunk_index", TableType.Int32, "The chunk within its file, from 0.", row => row.Range.Index),
        new("offset_bytes", TableType.Int64, "Where it begins in the raw file.", row => row.Range.OffsetBytes),
        new("length_bytes", TableType.Int64, "Its length in the raw file.", row => row.Range.LengthBytes),
        new("first_record_number", TableType.Int64, "Number of its first record in the file, from 1.", row => row.Range.FirstRecordNumber),
        new("landed_count", TableType.Int64, "Records that landing counted by quote parity.", row => row.Range.RecordCount),
        new("record_count", TableType.Int64, "Records that the parser saw.", row => row.Chunk.RecordCount),
        new("accepted_count", TableType.Int64, "Records that became rows.", row => row.Chunk.AcceptedCount),
        new("quarantined_count", TableType.Int64, "Records that were set aside.", row => row.Chunk.QuarantinedCount),
        new("accepted_amount", TableType.Amount, "Sum of the first money column over the rows.", row => row.Amount?.AcceptedCents),
        new("quarantined_amount", TableType.Amount, "The same over the records that were set aside.", row => row.Amount?.QuarantinedCents),
        new("finding_count", TableType.Int64, "How often rules spoke.", row => row.Chunk.FindingCounts.Values.Sum()),
        new("part_key", TableType.Text, "The part with its rows.", row => row.Chunk.Part?.Key),
        new("part_bytes", TableType.Int64, "Length of the part.", row => row.Chunk.Part?.LengthBytes),
        new("part_sha256", TableType.Text, "Of the part.", row => row.Chunk.Part?.Sha256),
        new("quarantine_key", TableType.Text, "The part with the records that were set aside.", row => row.Chunk.Quarantine?.Key),
        new("quarantine_bytes", TableType.Int64, "Length of that part.", row => row.Chunk.Quarantine?.LengthBytes),
        new("quarantine_sha256", TableType.Text, "Of that part.", row => row.Chunk.Quarantine?.Sha256),
    ]);
}
