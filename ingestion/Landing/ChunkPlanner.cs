using System.Collections.Immutable;

namespace OpenPayments.Ingestion.Landing;

/// <summary>Counts a file's records and cuts it into chunks, told where records end. The file's first record is its header.</summary>
internal sealed class ChunkPlanner(long chunkSizeBytes)
{
    private readonly ImmutableArray<ChunkRange>.Builder _chunks = ImmutableArray.CreateBuilder<ChunkRange>();
    private long _chunkStart;
    private long _recordsBeforeChunk;

    /// <summary>Chunks that have been cut; the last is there only once all is <see cref="Finish">finished</see>.</summary>
    public IReadOnlyList<ChunkRange> Chunks => _chunks;

    /// <summary>Null while the header has not been met.</summary>
    public long? HeaderEnd { get; private set; }

    /// <summary>Records and blank lines that end before this offset may be added in bulk: none of them ends the header or a chunk.</summary>
    public long NextCutAfter { get; private set; }

    /// <summary>Records after the header.</summary>
    public long RecordCount { get; private set; }

    public long BlankLineCount { get; private set; }

    public void Add(int recordCount, int blankLineCount)
    {
        RecordCount += recordCount;
        BlankLineCount += blankLineCount;
    }

    /// <param name="endOffset">Behind the record's line end.</param>
    public void AddRecord(long endOffset)
    {
        if (HeaderEnd is null)
        {
            HeaderEnd = endOffset;
            StartChunk(endOffset);
            return;
        }

        RecordCount++;
        if (endOffset < NextCutAfter) return;
        _chunks.Add(new ChunkRange(_chunks.Count, _chunkStart, endOffset - _chunkStart, _recordsBeforeChunk + 1, RecordCount - _recordsBeforeChunk));
        StartChunk(endOffset);
    }

    /// <summary>Blank lines before the header belong to no chunk and are not counted.</summary>
    public void AddBlankLine()
    {
        if (HeaderEnd is not null) BlankLineCount++;
    }

    /// <summary>The chunks, which tile the file from its header to its end. Blank lines behind the last record go with it.</summary>
    public ImmutableArray<ChunkRange> Finish(long lengthBytes)
    {
        if (RecordCount > _recordsBeforeChunk)
            _chunks.Add(new ChunkRange(_chunks.Count, _chunkStart, lengthBytes - _chunkStart, _recordsBeforeChunk + 1, RecordCount - _recordsBeforeChunk));
        else if (_chunks.Count > 0)
            _chunks[^1] = _chunks[^1] with { LengthBytes = lengthBytes - _chunks[^1].OffsetBytes };
        return _chunks.ToImmutable();
    }

    private void StartChunk(long offset)
    {
        _chunkStart = offset;
        _recordsBeforeChunk = RecordCount;
        NextCutAfter = offset + chunkSizeBytes;
    }
}
