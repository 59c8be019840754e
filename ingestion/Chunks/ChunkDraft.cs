using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Parquet;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Chunks;

/// <summary>What a chunk comes to, but for what its file's SHA-256 decides: keys, the quarantine part, and a column of the part.</summary>
internal sealed class ChunkDraft(ChunkRows rows, byte[]? sketches, PartDraft? part) : IDisposable
{
    /// <summary>Longer records are forgotten meanwhile: they stand in the raw zone, where they can be found again.</summary>
    private const int MaxKeptRecordBytes = 4 << 10;

    private readonly List<(int Index, int LengthBytes)> _forgotten = [];

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
        var quarantined = Rows.Quarantined.ToArray();
        for (var i = 0; i < quarantined.Length; i++)
        {
            if (quarantined[i].RawBytes.Length <= MaxKeptRecordBytes) continue;
            _forgotten.Add((i, quarantined[i].RawBytes.Length));
            quarantined[i] = quarantined[i] with { RawBytes = [] };
        }

        Rows = Rows with { Columns = [], Quarantined = quarantined };
        if (Part is not null) await Part.KeepAsync(store, cancellation);
        KeptBytes = (Part?.LengthBytes ?? 0) + (Sketches?.Length ?? 0) + quarantined.Sum(record => (long)record.RawBytes.Length);
    }

    /// <summary>Makes a draft that was kept whole again, now that its file has landed.</summary>
    public async Task RestoreAsync(IObjectStore store, LandedFile file, CancellationToken cancellation)
    {
        if (_forgotten.Count == 0) return;
        using var raw = await store.OpenAsync(file.RawKey, cancellation);
        var quarantined = Rows.Quarantined.ToArray();
        foreach (var (index, length) in _forgotten)
        {
            var record = quarantined[index] with { RawBytes = new byte[length] };
            if (raw.Read(record.OffsetBytes, record.RawBytes) < length) throw WindowReader.RawIsShorter(raw.LengthBytes, record.OffsetBytes + length);
            quarantined[index] = record;
        }

        _forgotten.Clear();
        Rows = Rows with { Quarantined = quarantined };
    }

    public void Dispose() => Part?.Dispose();
}
