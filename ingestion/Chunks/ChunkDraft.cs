using OpenPayments.Ingestion.Parquet;

namespace OpenPayments.Ingestion.Chunks;

/// <summary>What a chunk comes to, but for what its file's SHA-256 decides: keys, the quarantine part, and a column of the part.</summary>
internal sealed class ChunkDraft(ChunkRows rows, byte[]? sketches, PartDraft? part) : IDisposable
{
    /// <summary>Their columns belong to the worker.</summary>
    public ChunkRows Rows { get; private set; } = rows;

    public byte[]? Sketches { get; } = sketches;

    /// <summary>Null when no record was accepted.</summary>
    public PartDraft? Part { get; } = part;

    public long LengthBytes => (Part?.LengthBytes ?? 0) + (Sketches?.Length ?? 0) + Rows.Quarantined.Sum(record => (long)record.RawBytes.Length);

    /// <summary>Takes everything into memory of its own, so that the worker may go on.</summary>
    public void Keep()
    {
        Rows = Rows with { Columns = [] };
        Part?.Keep();
    }

    public void Dispose() => Part?.Dispose();
}
