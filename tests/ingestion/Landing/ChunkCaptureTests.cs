using System.Collections.Immutable;
using System.Text;
using System.Threading.Channels;
using OpenPayments.Ingestion.Landing;

namespace OpenPayments.Ingestion.Tests.Landing;

/// <summary>Chunks that are held of the bytes that pass by, against the file itself.</summary>
public sealed class ChunkCaptureTests
{
    private const int ChunkSize = 10_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 5_000)]
    [InlineData(2, 20_000)]
    [InlineData(3, 4_001)]
    [InlineData(4, 100_000)]
    public async Task CapturedChunk_IsTheFilesRange_HoweverTheBytesCome(int seed, int mostBytes)
    {
        var file = LandingFixture.File(2000, seed);
        var random = new Random(seed);
        var captured = new List<ChunkRange>();
        using var blocks = new LandingBlocks(count: 20);
        var chunks = await LandAsync(file, ChunkSize, () => random.Next(4_000, mostBytes), blocks, mayHoldUp: false, chunk =>
        {
            AssertIsOf(file, chunk);
            captured.Add(chunk.Range);
            chunk.Dispose();
        });

        Assert.True(chunks.Length > 10);
        Assert.Equal(chunks, captured);
        Assert.Equal(20, blocks.FreeCount);
    }

    [Fact]
    public async Task ChunksForWhichBlocksAreMissing_AreLeftOut_WhereLandingMayNotWait()
    {
        var file = LandingFixture.File(2000);
        using var blocks = new LandingBlocks(LandingBlocks.FlowCount + 8);
        var held = new Queue<CapturedChunk>();
        var captured = new List<int>();
        var passed = 0;
        await LandAsync(file, ChunkSize, () => 4_000, blocks, mayHoldUp: false, held.Enqueue, () =>
        {
            // The first chunk is held while others go by.
            if (held.Count == 0 || ++passed % 6 != 0) return;
            var chunk = held.Dequeue();
            AssertIsOf(file, chunk);
            captured.Add(chunk.Range.Index);
            chunk.Dispose();
        });

        Assert.Equal([0, 1], captured.Take(2));
        Assert.Contains(captured, index => index > 2 && !captured.Contains(index - 1));
        foreach (var chunk in held) chunk.Dispose();
        Assert.Equal(LandingBlocks.FlowCount + 8, blocks.FreeCount);
    }

    [Fact]
    public async Task LandingThatMayWait_WaitsUntilAChunkHasBeenRead_AndLeavesNoneOut()
    {
        var file = LandingFixture.File(2000);
        using var blocks = new LandingBlocks(count: 8);
        var waiting = Channel.CreateUnbounded<CapturedChunk>();
        var captured = new List<int>();
        var landing = LandAllAsync();
        // It is far longer than the blocks: without these reads landing would not come to its end, nor could a chunk that it left out come.
        await foreach (var chunk in waiting.Reader.ReadAllAsync(Cancellation))
        {
            AssertIsOf(file, chunk);
            captured.Add(chunk.Range.Index);
            chunk.Dispose();
        }

        Assert.Equal(Enumerable.Range(0, (await landing).Length), captured);
        Assert.Equal(8, blocks.FreeCount);

        async Task<ImmutableArray<ChunkRange>> LandAllAsync()
        {
            try
            {
                return await LandAsync(file, ChunkSize, () => 4_000, blocks, mayHoldUp: true, chunk => waiting.Writer.TryWrite(chunk));
            }
            finally
            {
                waiting.Writer.Complete();
            }
        }
    }

    [Fact]
    public async Task ChunkWithAnEndlessLine_IsLeftOut_AndTheNextIsNot()
    {
        var file = Encoding.ASCII.GetBytes($"a\n1\n2\n{new string('x', 11 << 20)}\n3\n4\n5\n6\n");
        var captured = new List<long>();
        using var blocks = new LandingBlocks(count: 20);
        await LandAsync(file, chunkSizeBytes: 4, () => 2 << 20, blocks, mayHoldUp: true, chunk =>
        {
            AssertIsOf(file, chunk);
            captured.Add(chunk.Range.FirstRecordNumber);
            chunk.Dispose();
        });

        Assert.Equal([1, 4, 6], captured);
        Assert.Equal(20, blocks.FreeCount);
    }

    [Fact]
    public async Task Stop_LetsTheChunkEndThatHasBegun_AndBeginsNoOther()
    {
        var captured = new List<int>();
        using var blocks = new LandingBlocks(count: 20);
        await LandAsync(LandingFixture.File(2000), ChunkSize, () => 4_000, blocks, mayHoldUp: false, (capture, chunk) =>
        {
            captured.Add(chunk.Range.Index);
            chunk.Dispose();
            capture.Stop();
        });

        Assert.Equal([0], captured);
        Assert.Equal(20, blocks.FreeCount);
    }

    [Fact]
    public async Task Blocks_AreAllBack_OnceTheLastIsReleasedAfterTheEnd()
    {
        var isAllBack = false;
        var blocks = new LandingBlocks(count: 2, () => isAllBack = true);
        var one = await blocks.RentAsync(Cancellation);
        var other = await blocks.RentAsync(Cancellation);
        var third = blocks.RentAsync(Cancellation).AsTask();
        Assert.False(third.IsCompleted);

        other.Share();
        other.Release();
        Assert.False(third.IsCompleted);
        other.Release();
        (await third).Release();

        blocks.Dispose();
        Assert.False(isAllBack);
        one.Release();
        Assert.True(isAllBack);
    }

    [Fact]
    public async Task Blocks_HaveMemoryOfTheirOwn()
    {
        using var pool = new LandingBlocks(count: 3);
        var blocks = new List<LandingBlock>();
        for (var i = 0; i < 3; i++)
        {
            blocks.Add(await pool.RentAsync(Cancellation));
            blocks[i].Room.Span.Fill((byte)i);
        }

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(LandingBlock.CapacityBytes, blocks[i].Room.Length);
            Assert.Equal(-1, blocks[i].Room.Span.IndexOfAnyExcept((byte)i));
            blocks[i].Release();
        }
    }

    private static Task<ImmutableArray<ChunkRange>> LandAsync(byte[] file, long chunkSizeBytes, Func<int> nextPiece, LandingBlocks blocks, bool mayHoldUp, Action<CapturedChunk> captured, Action? passed = null) =>
        LandAsync(file, chunkSizeBytes, nextPiece, blocks, mayHoldUp, (_, chunk) => captured(chunk), passed);

    private static async Task<ImmutableArray<ChunkRange>> LandAsync(
        byte[] file, long chunkSizeBytes, Func<int> nextPiece, LandingBlocks blocks, bool mayHoldUp, Action<ChunkCapture, CapturedChunk> captured, Action? passed = null)
    {
        var planner = new ChunkPlanner(chunkSizeBytes);
        var scanner = new BoundaryScanner(planner, "test.csv");
        ChunkCapture? self = null;
        using var capture = self = new ChunkCapture(chunkSizeBytes, blocks, mayHoldUp, chunk => captured(self!, chunk));
        for (var position = 0; position < file.Length;)
        {
            var block = await blocks.RentAsync(Cancellation);
            var length = Math.Min(nextPiece(), file.Length - position);
            file.AsSpan(position, length).CopyTo(block.Room.Span);
            block.Fill(position, length);
            scanner.Append(block.Span);
            capture.Append(block, planner);
            block.Release();
            passed?.Invoke();
            position += length;
        }

        scanner.Complete();
        var chunks = planner.Finish(file.Length);
        capture.Complete(chunks);
        return chunks;
    }

    private static void AssertIsOf(byte[] file, CapturedChunk chunk)
    {
        var range = chunk.Range;
        var bytes = new byte[range.LengthBytes + 10];
        // Once through, as a parser reads: a short piece, then all the rest and more.
        Assert.Equal(2, chunk.Read(range.OffsetBytes, bytes.AsSpan(0, 2)));
        Assert.Equal(range.LengthBytes - 2, chunk.Read(range.OffsetBytes + 2, bytes.AsSpan(2)));
        Assert.True(bytes.AsSpan(0, (int)range.LengthBytes).SequenceEqual(file.AsSpan((int)range.OffsetBytes, (int)range.LengthBytes)), $"{range} has other bytes than its file");
    }
}
