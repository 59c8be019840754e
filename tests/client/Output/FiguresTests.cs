using OpenPayments.Client.Output;

namespace OpenPayments.Client.Tests.Output;

public sealed class FiguresTests
{
    [Theory]
    [InlineData(0, "0.00")]
    [InlineData(5, "0.05")]
    [InlineData(-1234567, "-12,345.67")]
    [InlineData(40000000000, "400,000,000.00")]
    public void Dollars_FromCents_KeepEveryCent(long cents, string expected) => Assert.Equal(expected, Figures.Dollars(cents));

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "1.0 kB")]
    [InlineData(540281, "540 kB")]
    [InlineData(999_600, "1.0 MB")]
    [InlineData(8_910_000_000, "8.9 GB")]
    public void Bytes_UseDecimalUnits(long bytes, string expected) => Assert.Equal(expected, Figures.Bytes(bytes));

    [Theory]
    [InlineData(0.04, "0.0 s")]
    [InlineData(59.9, "59.9 s")]
    [InlineData(59.99, "1 min 00 s")]
    [InlineData(185, "3 min 05 s")]
    [InlineData(3725, "1 h 02 min")]
    public void Time_GetsCoarserAsItGrows(double seconds, string expected) => Assert.Equal(expected, Figures.Time(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Speed_OfNothing_IsADash() => Assert.Equal("-", Figures.Speed(0, TimeSpan.FromSeconds(1)));

    [Fact]
    public void Percent_NeverSaysDoneTooEarly() => Assert.Equal("99%", Figures.Percent(9999, 10000));
}
