using System.IO.Compression;
using Parquet;

namespace OpenPayments.Ingestion.Parquet.ParquetNet;

/// <summary>How Parquet.Net writes everything that we write with it.</summary>
internal static class ParquetNetOptions
{
    public static ParquetOptions For(CompressionCodec codec) => new()
    {
        CompressionMethod = codec == CompressionCodec.Zstd ? CompressionMethod.Zstd : CompressionMethod.Snappy,
        // Zstd level 1: the library's own default is level 19, at a thirtieth of the speed.
        CompressionLevel = CompressionLevel.Fastest,
        // Where we ask for a dictionary we know that it pays.
        DictionaryEncodingThreshold = 1,
    };
}
