namespace OpenPayments.Ingestion.Parquet;

/// <summary>The one place that says which writer makes our parts. <see cref="ParquetNet.ParquetNetPartWriter"/> is the reference that tests hold it against.</summary>
public static class PartWriters
{
    /// <summary>Part of every fingerprint: whatever changes the bytes of a part changes this.</summary>
    public const string WriterVersion = EncodedPartWriter.WriterVersion;

    public static EncodedPartWriter Create(CompressionCodec codec, int zstdLevel = IngestionSettings.DefaultZstdLevel) => new(codec, zstdLevel);
}
