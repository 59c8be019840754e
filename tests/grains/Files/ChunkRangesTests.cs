using System.Collections.Immutable;
using OpenPayments.Grains.Files;
using OpenPayments.Grains.Tests.Support;
using OpenPayments.Ingestion.Landing;
using static OpenPayments.Grains.Tests.Support.Samples;

namespace OpenPayments.Grains.Tests.Files;

public sealed class ChunkRangesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(10_000)]
    public void Pack_ThenUnpack_GivesTheSame(int count)
    {
        var ranges = Landed(Source(General), count).Chunks;
        Assert.Equal(ranges, ChunkRanges.Unpack(ChunkRanges.Pack(ranges)));
    }

    [Fact]
    public void Pack_OfRangesThatDoNotTile_ThenUnpack_GivesTheSame()
    {
        ImmutableArray<ChunkRange> ranges = [new(0, 900, 10, 7, 1), new(1, 5, long.MaxValue / 4, 3, 0), new(2, 0, 1, 1, long.MaxValue / 4)];
        Assert.Equal(ranges, ChunkRanges.Unpack(ChunkRanges.Pack(ranges)));
    }
}
