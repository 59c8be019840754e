using OpenPayments.Ingestion.Quarantine;
using ZstdNet;

namespace OpenPayments.Ingestion.Chunks;

/// <summary>Rejected records that wait, their bytes compressed: a quote that never closes can make half a mebibyte one record.</summary>
internal sealed class PackedRecords
{
    private const int ZstdLevel = 1;

    private readonly List<(QuarantinedRecord Record, int LengthBytes)> _records = [];
    private readonly byte[] _packed;

    public PackedRecords(IReadOnlyList<QuarantinedRecord> records)
    {
        using var packed = new MemoryStream();
        using (var zstd = new CompressionStream(packed, new CompressionOptions(ZstdLevel)))
        {
            foreach (var record in records)
            {
                _records.Add((record with { RawBytes = [] }, record.RawBytes.Length));
                zstd.Write(record.RawBytes);
            }
        }

        _packed = packed.ToArray();
    }

    public long LengthBytes => _packed.Length;

    public IReadOnlyList<QuarantinedRecord> Unpack()
    {
        using var zstd = new DecompressionStream(new MemoryStream(_packed));
        return [.. _records.Select(packed =>
        {
            var bytes = new byte[packed.LengthBytes];
            zstd.ReadExactly(bytes);
            return packed.Record with { RawBytes = bytes };
        })];
    }
}
