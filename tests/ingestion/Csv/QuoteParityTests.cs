using OpenPayments.Ingestion.Csv;

namespace OpenPayments.Ingestion.Tests.Csv;

public sealed class QuoteParityTests
{
    [Fact]
    public void PortableAndHardwareForms_Agree()
    {
        var random = new Random(1);
        for (var i = 0; i < 10_000; i++)
        {
            var bits = (ulong)random.NextInt64(long.MinValue, long.MaxValue);
            var mask = (ulong)random.NextInt64(long.MinValue, long.MaxValue) & (ulong)random.NextInt64(long.MinValue, long.MaxValue);
            Assert.Equal(QuoteParity.PrefixXorPortable(bits), QuoteParity.PrefixXor(bits));
            Assert.Equal(QuoteParity.ExtractPortable(bits, mask), QuoteParity.Extract(bits, mask));
        }
    }

    [Fact]
    public void PrefixXor_IsInsideQuotes_FromTheOpeningToBeforeTheClosingOne()
    {
        Assert.Equal(0b0011_1000UL, QuoteParity.PrefixXor(0b0100_1000));
        Assert.Equal(ulong.MaxValue, QuoteParity.PrefixXor(1));
    }

    [Fact]
    public void Extract_MovesSelectedBitsTogether() => Assert.Equal(0b101UL, QuoteParity.Extract(0b1000_0010_1010, 0b1001_0000_1000));
}
