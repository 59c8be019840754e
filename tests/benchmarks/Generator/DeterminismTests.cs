using OpenPayments.Generator;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Benchmarks.Tests.Generator;

public sealed class DeterminismTests
{
    private static readonly GeneratorOptions Options = GeneratorOptions.For(EraCatalog.Find("general-g3")) with
    {
        RecordCount = 5_000,
        BadShare = 0.02,
        OddityShare = 0.02,
    };

    [Fact]
    public void TheSameSeed_MakesTheSameBytesAndLedger()
    {
        var one = Generated.From(Options with { Seed = 7 });
        var other = Generated.From(Options with { Seed = 7 });

        Assert.Equal(one.Bytes, other.Bytes);
        Assert.Equal(one.File.Ledger, other.File.Ledger);
    }

    [Fact]
    public void AnotherSeed_MakesOtherBytes() =>
        Assert.NotEqual(Generated.From(Options with { Seed = 7 }).Bytes, Generated.From(Options with { Seed = 8 }).Bytes);

    [Fact]
    public void ALongerFile_StartsWithTheShorterOne()
    {
        var shorter = Generated.From(Options);
        var longer = Generated.From(Options with { RecordCount = 6_000 });

        Assert.Equal(shorter.Bytes, longer.Bytes[..shorter.Bytes.Length]);
    }
}
