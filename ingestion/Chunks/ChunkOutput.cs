using System.Buffers;
using OpenPayments.Ingestion.Parquet;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Chunks;

/// <summary>What a chunk leaves in the lake, in memory of its own: while it is being stored the worker goes on with the next chunk.</summary>
internal sealed class ChunkOutput(int chunkIndex, ChunkRows rows) : IDisposable
{
    private readonly List<(string Key, ReadOnlyMemory<byte> Bytes)> _objects = [];
    private byte[]? _partBytes;
    private (string Key, IUnnamedObject Head, ReadOnlyMemory<byte> Tail)? _begunPart;

    public ChunkResult Result { get; private set; } =
        new(chunkIndex, rows.RecordCount, rows.RowCount, rows.Quarantined.Count, rows.Amounts, rows.FindingCounts, Part: null, Quarantine: null);

    /// <param name="part">Copied: its bytes are in the writer's buffer. Its head is taken over.</param>
    public void AddPart(string key, WrittenPart part)
    {
        _partBytes = ArrayPool<byte>.Shared.Rent(part.Bytes.Length);
        part.Bytes.CopyTo(_partBytes);
        var bytes = _partBytes.AsMemory(0, part.Bytes.Length);
        if (part.Head is null) _objects.Add((key, bytes));
        else _begunPart = (key, part.Head, bytes);
        Result = Result with { Part = part.ToObject(key) };
    }

    public void AddQuarantine(string key, WrittenPart part)
    {
        _objects.Add((key, part.Bytes));
        Result = Result with { Quarantine = part.ToObject(key) };
    }

    public void AddSketches(string key, byte[] sketches) => _objects.Add((key, sketches));

    /// <summary>All at once: none waits for another's answer. Writes over what an earlier attempt may have left: the keys say that the bytes are the same.</summary>
    public Task StoreAsync(IObjectStore store, CancellationToken cancellation) =>
        Task.WhenAll([.. _objects.Select(item => store.PutAsync(item.Key, item.Bytes, cancellation)), CompletePartAsync(cancellation)]);

    public void Dispose()
    {
        if (_partBytes is not null) ArrayPool<byte>.Shared.Return(_partBytes);
        _partBytes = null;
        _begunPart?.Head.Dispose();
    }

    private async Task CompletePartAsync(CancellationToken cancellation)
    {
        if (_begunPart is not var (key, head, tail)) return;
        await head.AppendAsync(tail, cancellation);
        await head.PutAsync(key, cancellation);
    }
}
