using OpenPayments.Grains.Files;

namespace OpenPayments.Grains.Tests.Files;

public sealed class ChunkFlightTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void QuietSince_GivesThoseNotHeardOf_InOrder()
    {
        var flight = new ChunkFlight();
        flight.Heard(9, Start);
        flight.Heard(4, Start);
        flight.Heard(7, Start.AddSeconds(5));

        Assert.Equal([4, 9], flight.QuietSince(Start.AddSeconds(4)));
        flight.Ended(4);
        Assert.Equal([9], flight.QuietSince(Start.AddSeconds(4)));
    }

    [Fact]
    public void Missed_CountsUntilTheChunkIsHeard()
    {
        var flight = new ChunkFlight();
        flight.Asked(1, Start);
        Assert.Equal(1, flight.Missed(1));
        flight.Asked(1, Start);
        Assert.Equal(2, flight.Missed(1));
        Assert.Equal([1], flight.QuietSince(Start.AddSeconds(-1)));

        flight.Heard(1, Start);
        Assert.Equal(1, flight.Missed(1));
    }
}
