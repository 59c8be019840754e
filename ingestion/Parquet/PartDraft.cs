using System.Collections.Immutable;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Parquet.Pages;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Parquet;

/// <summary>
/// A part without the pages of its constant column, whose text need not be known yet, and without its footer. Completed once.
/// </summary>
public sealed class PartDraft : IDisposable
{
    internal PartDraft(ReadOnlyMemory<byte> pages, int rowCount, IReadOnlyList<ColumnChunk[]> groups, ImmutableArray<ColumnStatistics> statistics) =>
        (WriterPages, RowCount, Groups, Statistics) = (pages, rowCount, groups, statistics);

    public int RowCount { get; }

    public int LengthBytes => KeptPages?.Length ?? WriterPages.Length;

    internal IReadOnlyList<ColumnChunk[]> Groups { get; }

    internal ImmutableArray<ColumnStatistics> Statistics { get; }

    /// <summary>In the writer's buffer, until it writes something else.</summary>
    internal ReadOnlyMemory<byte> WriterPages { get; private set; }

    /// <summary>Null while the pages are in the writer's buffer alone.</summary>
    internal NativeBuffer? KeptPages { get; private set; }

    /// <summary>Copies the pages, so that the writer may go on with another part.</summary>
    public void Keep()
    {
        KeptPages ??= NativeBuffer.CopyOf(WriterPages.Span);
        WriterPages = default;
    }

    public void Dispose() => KeptPages?.Dispose();
}
