using OpenPayments.Ingestion.Parquet;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Chunks;

/// <summary>What a chunk comes to, but for what its file's SHA-256 decides: keys, the quarantine part, and a column of the part.</summary>
internal sealed class ChunkDraft(ChunkRows rows, byte[]? sketches, PartDraft? part) : IDisposable
{
    private PackedRecords? _quarantined;

    /// <summary>Their columns belong to the worker.</summary>
    public ChunkRows Rows { get; private set; } = rows;

    public byte[]? Sketches { get; } = sketches;

    /// <summary>Null when no record was accepted.</summary>
    public PartDraft? Part { get; } = part;

    /// <summary>What it holds in memory once it is kept.</summary>
    public long KeptBytes { get; private set; }

    /// <summary>Takes everything out of the worker's buffers, so that the worker may go on: as much as it can into the store, the rest into memory of its own.</summary>
    public async Task KeepAsync(IObjectStore store, CancellationToken cancellation)
    {
        _quarantined = new PackedRecords(Rows.Quarantined);
        Rows = Rows with { Columns = [], Quarantined = [] };
        if (Part is not null) await Part.KeepAsync(store, cancellation);
        KeptBytes = (Part?.LengthBytes ?? 0) + (Sketches?.Length ?? 0) + _quarantined.LengthBytes;
    }

    /// <summary>Makes a draft that was kept whole again.</summary>
    public void Restore()
    {
        if (_quarantined is null) return;
        Rows = Rows with { Quarantined = _quarantined.Unpack() };
        _quarantined = null;
    }

    public void Dispose() => Part?.Dispose();
}
