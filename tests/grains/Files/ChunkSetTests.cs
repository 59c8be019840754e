using OpenPayments.Grains.Files;

namespace OpenPayments.Grains.Tests.Files;

public sealed class ChunkSetTests
{
    [Fact]
    public void With_AddsThatIndexAndNoOther()
    {
        var set = ChunkSet.Empty(20).With(0).With(7).With(8).With(19).With(8);
        Assert.Equal([0, 7, 8, 19], Enumerable.Range(0, 20).Where(index => set.Has(index)));
    }
}
