using OpenPayments.Grains.Files;

namespace OpenPayments.Grains.Tests.Files;

public sealed class ChunkFlightTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void QuietSince_GivesThoseNotHeardOf_InOrder()
    {
        var flight = new ChunkFlight();
        flight.Heard(9, null, Start);
        flight.Heard(4, null, Start);
        flight.Heard(7, null, Start.AddSeconds(5));

        Assert.Equal([4, 9], flight.QuietSince(Start.AddSeconds(4), Nobody));
        flight.Ended(4);
        Assert.Equal([9], flight.QuietSince(Start.AddSeconds(4), Nobody));
    }

    [Fact]
    public void Missed_CountsUntilTheChunkIsHeard()
    {
        var flight = new ChunkFlight();
        flight.Asked(1, Silo(1), Start);
        Assert.Equal((1, Start), flight.Missed(1, Start));
        flight.Asked(1, Silo(1), Start);
        Assert.Equal((2, Start), flight.Missed(1, Start.AddSeconds(9)));
        Assert.Equal([1], flight.QuietSince(Start.AddSeconds(-1), Nobody));

        flight.Heard(1, null, Start);
        Assert.Equal((1, Start), flight.Missed(1, Start));
    }

    [Fact]
    public void QuietSince_GivesAtOnce_WhatASiloThatIsGoneHad_AndWhatOneRefused()
    {
        var flight = new ChunkFlight();
        flight.Asked(1, Silo(1), Start);
        flight.Asked(2, Silo(2), Start);
        flight.Asked(3, Silo(1), Start);
        flight.Refused(3);

        Assert.Equal([2, 3], flight.QuietSince(Start.AddSeconds(-1), Silo(2).Equals));
        Assert.Equal((1, 1), (flight.CountOn(Silo(1)), flight.CountOn(Silo(2))));
    }

    [Fact]
    public void Heard_CountsAChunkWhereItIs_NotWhereItWasMeantToBe()
    {
        var flight = new ChunkFlight();
        flight.Asked(1, Silo(1), Start);
        flight.Heard(1, Silo(2), Start);

        Assert.Equal((0, 1), (flight.CountOn(Silo(1)), flight.CountOn(Silo(2))));
    }

    private static bool Nobody(SiloAddress silo) => false;

    private static SiloAddress Silo(int port) => SiloAddress.New(System.Net.IPAddress.Loopback, port, 1);
}
