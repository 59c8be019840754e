using OpenPayments.Ingestion.Landing;

namespace OpenPayments.Ingestion.Tests.Landing;

/// <summary>What landing's scanner found in an input that came in pieces.</summary>
/// <param name="RecordEnds">The header's too; exact because every record was made a chunk of its own.</param>
internal sealed record FoundBoundaries(List<long> RecordEnds, long BlankLineCount)
{
    /// <summary>A header of its own is put before the input, so that every record and blank line of it counts.</summary>
    public static FoundBoundaries Scan(byte[] input, Func<int> nextPiece)
    {
        byte[] header = [(byte)'h', (byte)'\n'];
        var file = header.Concat(input).ToArray();
        var planner = new ChunkPlanner(chunkSizeBytes: 0);
        var scanner = new BoundaryScanner(planner, "test.csv");
        for (var position = 0; position < file.Length;)
        {
            var length = Math.Min(Math.Max(1, nextPiece()), file.Length - position);
            scanner.Append(file.AsSpan(position, length));
            position += length;
        }

        scanner.Complete();
        var chunks = planner.Finish(file.Length);
        Assert.All(chunks, chunk => Assert.Equal(1, chunk.RecordCount));
        // The last chunk also has the blank lines behind the last record, which are not the record's.
        var ends = chunks.Select(chunk => chunk.EndBytes - header.Length).ToList();
        return new FoundBoundaries(ends, planner.BlankLineCount);
    }
}
