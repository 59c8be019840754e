using OpenPayments.Ingestion.Columns;

namespace OpenPayments.Ingestion.Tests.Columns;

public sealed class ScratchTests
{
    [Theory]
    [InlineData(100, 0, 128)]
    [InlineData(100, 5_000, 8_192)]
    [InlineData(5_000, 100, 8_192)]
    public void Buffer_GrowsOnce_ToWhatIsLikely_AndKeepsWhatIsInIt(int needed, int likely, int expected)
    {
        int[] buffer = [.. Enumerable.Range(0, 64)];
        Scratch.Grow(ref buffer, usedLength: 60, needed, likely);

        Assert.Equal(expected, buffer.Length);
        Assert.Equal(Enumerable.Range(0, 60), buffer.Take(60));
    }

    [Fact]
    public void BufferThatIsLongEnough_Stays_WhateverIsLikely()
    {
        int[] buffer = new int[64], same = buffer;
        Scratch.Grow(ref buffer, usedLength: 60, neededLength: 64, likelyLength: 5_000);

        Assert.Same(same, buffer);
    }
}
