using OpenPayments.Client.Settings;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Rules;

namespace OpenPayments.Client.Tests.Settings;

public sealed class ConfigFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("openpayments-config-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_EverythingSet_IsReadWithTheLakeRelativeToTheFile()
    {
        var config = ConfigFile.Read(Write("""
            {
              // Comments and a trailing comma are welcome in a file that people write.
              "lake": "data/lake", "chunk_size": "8MiB", "parallelism": 3, "codec": "snappy", "zstd_level": 7, "allow_drift": true,
              "rules": { "npi-check-digit": "reject" },
            }
            """));

        Assert.Equal(Path.Combine(_folder, "data/lake"), config.Lake);
        Assert.Equal(8 << 20, config.ChunkSizeBytes);
        Assert.Equal(3, config.Parallelism);
        Assert.Equal(CompressionCodec.Snappy, config.Codec);
        Assert.Equal(7, config.ZstdLevel);
        Assert.True(config.AllowDrift);
        Assert.Equal(Severity.Reject, config.Rules["npi-check-digit"]);
    }

    [Theory]
    [InlineData("""{"chunk_sise": "8MiB"}""", "chunk_sise")]
    [InlineData("""{"rules": {"npi-check-digit": "deny"}}""", "npi-check-digit")]
    [InlineData("""{"chunk_size": "8MB"}""", "8MB")]
    [InlineData("""{"parallelism": 0}""", "parallelism")]
    [InlineData("""{"codec": "gzip"}""", "codec")]
    [InlineData("""{"zstd_level": 0}""", "zstd_level")]
    [InlineData("""{"zstd_level": 20}""", "zstd_level")]
    [InlineData("""{"chunk_size": """, "well-formed")]
    [InlineData("null", "null")]
    public void Read_AnythingWrong_NamesTheFileAndWhatIsWrong(string json, string wrong)
    {
        var path = Write(json);
        var message = Assert.Throws<InputException>(() => ConfigFile.Read(path)).Message;
        Assert.Contains(path, message, StringComparison.Ordinal);
        Assert.Contains(wrong, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NoSuchFile_NamesIt()
    {
        var path = Path.Combine(_folder, "absent.json");
        Assert.Contains(path, Assert.Throws<InputException>(() => ConfigFile.Read(path)).Message, StringComparison.Ordinal);
    }

    private string Write(string json)
    {
        var path = Path.Combine(_folder, "openpayments.json");
        File.WriteAllText(path, json);
        return path;
    }
}
