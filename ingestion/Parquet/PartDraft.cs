using System.Collections.Immutable;
using System.Security.Cryptography;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Parquet.Pages;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Parquet;

/// <summary>
/// A part without the pages of its constant column, whose text need not be known yet, and without its footer. What comes before the
/// first of those pages, nearly all of the part, may stand in the store already. Completed once.
/// </summary>
public sealed class PartDraft : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    internal PartDraft(ReadOnlyMemory<byte> pages, int rowCount, IReadOnlyList<ColumnChunk[]> groups, ImmutableArray<ColumnStatistics> statistics) =>
        (WriterPages, RowCount, Groups, Statistics) = (pages, rowCount, groups, statistics);

    public int RowCount { get; }

    /// <summary>What it holds in memory.</summary>
    public int LengthBytes => KeptPages?.Length ?? WriterPages.Length;

    internal IReadOnlyList<ColumnChunk[]> Groups { get; }

    internal ImmutableArray<ColumnStatistics> Statistics { get; }

    /// <summary>In the writer's buffer, until it writes something else.</summary>
    internal ReadOnlyMemory<byte> WriterPages { get; private set; }

    /// <summary>Null while the pages are in the writer's buffer alone. Those in <see cref="Head"/> are not among them.</summary>
    internal NativeBuffer? KeptPages { get; private set; }

    /// <summary>Where the first bytes of the part are, if not in memory: whole memory pages.</summary>
    internal IUnnamedObject? Head { get; private set; }

    internal int HeadLengthBytes { get; private set; }

    /// <summary>Takes the pages out of the writer's buffer, so that the writer may go on with another part.</summary>
    /// <param name="store">Takes what it can; the rest is copied.</param>
    public async Task KeepAsync(IObjectStore store, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        if (KeptPages is not null) return;
        Head = await store.CreateUnnamedAsync(cancellation);
        if (Head is not null)
        {
            var ownLength = (int)(Groups[0].FirstOrDefault(column => column.IsPending)?.DataPageOffset ?? WriterPages.Length);
            HeadLengthBytes = ownLength - ownLength % IObjectStore.PageBytes;
            await Head.AppendAsync(WriterPages[..HeadLengthBytes], cancellation);
            _hash.AppendData(WriterPages.Span[..HeadLengthBytes]);
        }

        KeptPages = NativeBuffer.CopyOf(WriterPages.Span[HeadLengthBytes..]);
        WriterPages = default;
    }

    public void Dispose()
    {
        _hash.Dispose();
        KeptPages?.Dispose();
        Head?.Dispose();
        Head = null;
    }

    /// <summary>Of the whole part, lower-case hex.</summary>
    /// <param name="rest">What follows the head.</param>
    internal string Hash(ReadOnlySpan<byte> rest)
    {
        _hash.AppendData(rest);
        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    /// <summary>The caller has it from now on.</summary>
    internal IUnnamedObject? TakeHead()
    {
        var head = Head;
        Head = null;
        return head;
    }
}
