using System.Collections.Immutable;
using System.Text;
using OpenPayments.Ingestion.Landing;

namespace OpenPayments.Ingestion.Tests.Landing;

/// <summary>Chunks that are copied out of the bytes that pass by, against the file itself.</summary>
public sealed class ChunkCaptureTests
{
    [Theory]
    [InlineData(1, 3_000)]
    [InlineData(2, 20_000)]
    [InlineData(3, 400)]
    [InlineData(4, 100_000)]
    public void CapturedChunk_IsTheFilesRange_HoweverTheBytesCome(int seed, int mostBytes)
    {
        var file = LandingFixture.File(2000, seed);
        var random = new Random(seed);
        var captured = new List<ChunkRange>();
        var buffers = new CaptureBuffers(count: 2);
        var chunks = Land(file, chunkSizeBytes: 10_000, () => random.Next(1, mostBytes), buffers, chunk =>
        {
            AssertIsOf(file, chunk);
            captured.Add(chunk.Range);
            chunk.Dispose();
        });

        // Every chunk, for its buffer is back at once; but not the one that the file's end cuts.
        Assert.True(chunks.Length > 10);
        Assert.Equal(chunks.SkipLast(1), captured);
        Assert.Equal((0, 0), (buffers.RentedCount, buffers.IdleCount));
    }

    [Fact]
    public void ChunksThatBeginWhileNoBufferIsFree_AreLeftOut()
    {
        var file = LandingFixture.File(2000);
        var buffers = new CaptureBuffers(count: 2);
        var held = new Queue<CapturedChunk>();
        var captured = new List<int>();
        var passed = 0;
        Land(file, chunkSizeBytes: 10_000, () => 1_000, buffers, held.Enqueue, () =>
        {
            // A buffer is held while some chunks go by.
            if (held.Count == 0 || ++passed % 25 != 0) return;
            var chunk = held.Dequeue();
            AssertIsOf(file, chunk);
            captured.Add(chunk.Range.Index);
            chunk.Dispose();
        });

        Assert.Equal([0, 1], captured.Take(2));
        Assert.Contains(captured, index => index > 2 && !captured.Contains(index - 1));
        foreach (var chunk in held) chunk.Dispose();
        Assert.Equal((0, 0), (buffers.RentedCount, buffers.IdleCount));
    }

    [Fact]
    public void ChunkWithAnEndlessLine_IsLeftOut_AndTheNextIsNot()
    {
        var file = Encoding.ASCII.GetBytes($"a\n1\n2\n{new string('x', 5 << 20)}\n3\n4\n5\n6\n");
        var captured = new List<long>();
        var buffers = new CaptureBuffers(count: 2);
        Land(file, chunkSizeBytes: 4, () => 1 << 20, buffers, chunk =>
        {
            AssertIsOf(file, chunk);
            captured.Add(chunk.Range.FirstRecordNumber);
            chunk.Dispose();
        });

        Assert.Equal([1, 4], captured);
        Assert.Equal((0, 0), (buffers.RentedCount, buffers.IdleCount));
    }

    [Fact]
    public void Stop_LetsTheChunkEndThatHasBegun_AndBeginsNoOther()
    {
        var captured = new List<int>();
        Land(LandingFixture.File(2000), chunkSizeBytes: 10_000, () => 1_000, new CaptureBuffers(count: 2), (capture, chunk) =>
        {
            captured.Add(chunk.Range.Index);
            chunk.Dispose();
            capture.Stop();
        });

        Assert.Equal([0, 1], captured);
    }

    [Fact]
    public void FileOfOneChunk_IsNotCaptured()
    {
        var file = LandingFixture.File(100);
        Land(file, file.Length, () => 1_000, new CaptureBuffers(count: 2), chunk => Assert.Fail($"{chunk.Range}"));
    }

    private static ImmutableArray<ChunkRange> Land(byte[] file, long chunkSizeBytes, Func<int> nextPiece, CaptureBuffers buffers, Action<CapturedChunk> captured, Action? passed = null) =>
        Land(file, chunkSizeBytes, nextPiece, buffers, (_, chunk) => captured(chunk), passed);

    private static ImmutableArray<ChunkRange> Land(byte[] file, long chunkSizeBytes, Func<int> nextPiece, CaptureBuffers buffers, Action<ChunkCapture, CapturedChunk> captured, Action? passed = null)
    {
        ChunkCapture? self = null;
        var planner = new ChunkPlanner(chunkSizeBytes);
        var scanner = new BoundaryScanner(planner, "test.csv");
        buffers.BeginLanding();
        using (var capture = self = new ChunkCapture(file.Length, chunkSizeBytes, buffers, chunk => captured(self!, chunk)))
        {
            for (var position = 0; position < file.Length;)
            {
                var piece = file.AsSpan(position, Math.Min(nextPiece(), file.Length - position));
                scanner.Append(piece);
                capture.Append(piece, planner);
                passed?.Invoke();
                position += piece.Length;
            }
        }

        buffers.EndLanding();
        scanner.Complete();
        return planner.Finish(file.Length);
    }

    private static void AssertIsOf(byte[] file, CapturedChunk chunk)
    {
        var range = chunk.Range;
        var bytes = new byte[range.LengthBytes + 10];
        Assert.Equal(range.LengthBytes, chunk.Read(range.OffsetBytes, bytes));
        Assert.True(bytes.AsSpan(0, (int)range.LengthBytes).SequenceEqual(file.AsSpan((int)range.OffsetBytes, (int)range.LengthBytes)), $"{range} has other bytes than its file");
        Assert.Equal(1, chunk.Read(range.OffsetBytes + 1, bytes.AsSpan(0, 1)));
        Assert.Equal(file[range.OffsetBytes + 1], bytes[0]);
    }
}
