using OpenPayments.Ingestion.Sources;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Landing;

/// <summary>The single pass over a source's bytes: copies them when there is a writer, and finds everything that landing tells.</summary>
internal sealed class LandingPass(SourceFile source, IngestionSettings settings, ChunkCapture? capture)
{
    /// <param name="rawKey">Where the bytes are, or will be once the writer commits.</param>
    public async Task<LandedFile> RunAsync(Stream bytes, string rawKey, IObjectWriter? writer, IProgress<long>? copiedBytes, CancellationToken cancellation)
    {
        var planner = new ChunkPlanner(settings.ChunkSizeBytes);
        var boundaries = new BoundaryScanner(planner, source.Location);
        var encoding = new EncodingEvidence();
        var total = 0L;

        using var own = capture is null ? new LandingBlocks(LandingBlocks.FlowCount) : null;
        var blocks = capture?.Blocks ?? own!;
        await using var lane = new HashLane();
        while (true)
        {
            var block = await blocks.RentAsync(cancellation);
            try
            {
                block.Fill(total, await bytes.ReadAtLeastAsync(block.Room, block.Room.Length, throwOnEndOfStream: false, cancellation));
                if (block.Memory.IsEmpty) break;
                await TakeAsync(block);
                lane.Hash(block);
            }
            finally
            {
                block.Release();
            }

            total = block.EndBytes;
            copiedBytes?.Report(total);
        }

        boundaries.Complete();
        var chunks = planner.Finish(total);
        ThrowUnlessWhole(total);
        if (planner.RecordCount == 0) throw NoRecords(total);
        capture?.Complete(chunks);
        return new LandedFile(source.Id, rawKey, await lane.FinishAsync(), total, planner.RecordCount, planner.BlankLineCount, encoding.Encoding, source.Layout, chunks);

        async Task TakeAsync(LandingBlock block)
        {
            var writing = writer is null ? Task.CompletedTask : writer.WriteAsync(block.Memory, cancellation).AsTask();
            try
            {
                boundaries.Append(block.Span);
                encoding.Append(block.Span);
                capture?.Append(block, planner);
            }
            finally
            {
                // Also when the scan gives up: the block and the writer are in use until then.
                await writing;
            }
        }
    }

    private void ThrowUnlessWhole(long total)
    {
        if (total == source.LengthBytes) return;
        throw new InputException(
            $"{source.Location} had {source.LengthBytes} bytes when it was found and {total} when it was read, so it is still being written or was cut short; nothing of it was landed. "
            + "Wait until its copy or download is complete, then run the same command again.");
    }

    private InputException NoRecords(long total) => new(
        total == 0
            ? $"{source.Location} is empty; nothing of it was landed. Download it again, or leave it out."
            : $"{source.Location} has a header but no records; nothing of it was landed. Check that its download is complete, or leave it out.");
}
