using System.Text.Json;
using OpenPayments.Ingestion.Chunks;

namespace OpenPayments.Ingestion.Tests.Chunks;

public sealed class WorkFingerprintTests
{
    private static readonly string Usual = WorkFingerprint.OfSettings(new IngestionSettings());

    [Fact]
    public void OfSettings_AnotherLevelOfZstd_IsAnotherFingerprint() =>
        Assert.NotEqual(Usual, WorkFingerprint.OfSettings(new IngestionSettings { ZstdLevel = 3 }));

    [Fact]
    public void OfSettings_LevelWithoutZstd_IsNoOtherWork() => Assert.Equal(
        WorkFingerprint.OfSettings(new IngestionSettings { Codec = CompressionCodec.Snappy }),
        WorkFingerprint.OfSettings(new IngestionSettings { Codec = CompressionCodec.Snappy, ZstdLevel = 3 }));

    [Fact]
    public void OfSettings_WrittenBeforeThereWereLevels_IsTheUsual() =>
        Assert.Equal(Usual, WorkFingerprint.OfSettings(JsonSerializer.Deserialize<IngestionSettings>("{}", LakeJson.Options)!));
}
