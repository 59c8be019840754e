using Snappier;
using ZstdNet;

namespace OpenPayments.Ingestion.Parquet.Pages;

/// <summary>Compresses page by page, with one context that is kept.</summary>
internal sealed class PageCompressor(CompressionCodec codec, int zstdLevel) : IDisposable
{
    private readonly Compressor? _zstd = codec == CompressionCodec.Zstd ? new Compressor(new CompressionOptions(zstdLevel)) : null;

    public void Dispose() => _zstd?.Dispose();

    /// <summary>Puts the compressed page behind what the target has.</summary>
    public void Compress(ReadOnlySpan<byte> page, ByteBuffer target)
    {
        var size = _zstd is null
            ? Snappy.Compress(page, target.Reserve(Snappy.GetMaxCompressedLength(page.Length)))
            : _zstd.Wrap(page, target.Reserve(Compressor.GetCompressBound(page.Length)));
        target.Advance(size);
    }
}
