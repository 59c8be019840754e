using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Benchmarks.S3;

/// <summary>One object into a store and out of it, piece by piece: what the store itself can do.</summary>
internal static class ObjectCopy
{
    public const int PieceBytes = 1 << 20;

    /// <param name="pieces">Each is used up before the next one is asked for.</param>
    public static async Task PutAsync(IObjectStore store, string key, IEnumerable<ReadOnlyMemory<byte>> pieces, CancellationToken cancellation)
    {
        await using var writer = await store.CreateAsync(key, cancellation);
        foreach (var piece in pieces) await writer.WriteAsync(piece, cancellation);
        await writer.CommitIfAbsentAsync(cancellation);
    }

    public static async Task GetAsync(IObjectStore store, string key, CancellationToken cancellation)
    {
        using var reader = await store.OpenAsync(key, cancellation);
        reader.Announce(0, reader.LengthBytes);
        var buffer = new byte[PieceBytes];
        for (var offset = 0L; offset < reader.LengthBytes;) offset += reader.Read(offset, buffer);
    }
}
