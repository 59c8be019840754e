using OpenPayments.Grains.Cluster;

namespace OpenPayments.Silo.Tests.Membership;

public sealed class SiloIdentityTests
{
    [Theory]
    [InlineData("web-1", "s3://bucket/lake")]
    [InlineData("a | b", "/lakes/my | lake")]
    [InlineData("", "/lake")]
    public void Name_CarriesTheIdentity(string name, string lake)
    {
        var identity = SiloIdentity.Parse(new SiloIdentity(name, 4, "0.1.0+abc", lake).ToString());

        Assert.Equal((4, "0.1.0+abc", lake), (identity!.Slots, identity.Version, identity.Lake));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Silo_12345")]
    [InlineData("a | b | c | d")]
    [InlineData("a | x slots | 1 | d")]
    public void OtherNames_AreNobody(string? name) => Assert.Null(SiloIdentity.Parse(name));
}
