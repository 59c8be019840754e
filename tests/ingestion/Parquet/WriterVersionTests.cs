using System.Reflection;
using OpenPayments.Ingestion.Parquet;
using OpenPayments.Ingestion.Parquet.ParquetNet;
using OpenPayments.Ingestion.Quarantine;

namespace OpenPayments.Ingestion.Tests.Parquet;

/// <summary>Fingerprints hold the writer's version: a library that is updated must not write other bytes under the same keys.</summary>
public sealed class WriterVersionTests
{
    [Theory]
    [InlineData(ParquetNetPartWriter.WriterVersion, "parquet-net", typeof(global::Parquet.ParquetWriter))]
    [InlineData(QuarantineWriter.WriterVersion, "parquet-net", typeof(global::Parquet.ParquetWriter))]
    [InlineData(EncodedPartWriter.WriterVersion, "zstd", typeof(ZstdNet.Compressor))]
    [InlineData(EncodedPartWriter.WriterVersion, "snappier", typeof(Snappier.Snappy))]
    public void WriterVersion_NamesTheLibraryInUse(string writerVersion, string name, Type type)
    {
        var version = type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
        Assert.Contains($"{name}-{version}", writerVersion, StringComparison.Ordinal);
    }
}
