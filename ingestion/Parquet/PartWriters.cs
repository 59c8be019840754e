using OpenPayments.Ingestion.Parquet.ParquetNet;

namespace OpenPayments.Ingestion.Parquet;

/// <summary>The one place that says which writer makes our parts.</summary>
public static class PartWriters
{
    /// <summary>Part of every fingerprint: whatever changes the bytes of a part changes this.</summary>
    public const string WriterVersion = ParquetNetPartWriter.WriterVersion;

    public static IPartWriter Create(CompressionCodec codec) => new ParquetNetPartWriter(codec);
}
