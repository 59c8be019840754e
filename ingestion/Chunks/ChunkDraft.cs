using OpenPayments.Ingestion.Parquet;
using OpenPayments.Ingestion.Quarantine;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Chunks;

/// <summary>What a chunk comes to, but for what its file's SHA-256 decides: keys, a column of the part, and those of the quarantine part that tell its source.</summary>
internal sealed class ChunkDraft(ChunkRows rows, byte[]? sketches, PartDraft? part, QuarantineDraft? quarantine) : IDisposable
{
    /// <summary>Their columns belong to the worker.</summary>
    public ChunkRows Rows { get; private set; } = rows;

    public byte[]? Sketches { get; } = sketches;

    /// <summary>Null when no record was accepted.</summary>
    public PartDraft? Part { get; } = part;

    /// <summary>Null when no record was rejected.</summary>
    public QuarantineDraft? Quarantine { get; } = quarantine;

    /// <summary>What it holds in memory once it is kept.</summary>
    public long KeptBytes { get; private set; }

    /// <summary>Takes everything out of the worker's buffers, so that the worker may go on: as much as it can into the store, the rest into memory of its own.</summary>
    public async Task KeepAsync(IObjectStore store, CancellationToken cancellation)
    {
        Rows = Rows with { Columns = [], Quarantined = [.. Rows.Quarantined.Select(record => record.Forget())] };
        if (Part is not null) await Part.KeepAsync(store, cancellation);
        KeptBytes = (Part?.LengthBytes ?? 0) + (Sketches?.Length ?? 0) + (Quarantine?.LengthBytes ?? 0);
    }

    public void Dispose()
    {
        Part?.Dispose();
        Quarantine?.Dispose();
    }
}
