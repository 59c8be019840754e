using System.Collections.Immutable;
using System.IO.Compression;
using OpenPayments.Ingestion.Landing;

namespace OpenPayments.Grains.Files;

/// <summary>
/// Chunk ranges in few bytes, because grain state must stay small and a large file has thousands of them. Chunks tile their
/// file and are all of about one size, so differences from what the chunk before predicts are small numbers or zero; those
/// are written in as few bytes as they need, and deflated.
/// </summary>
internal static class ChunkRanges
{
    public static byte[] Pack(ImmutableArray<ChunkRange> ranges)
    {
        using var bytes = new MemoryStream();
        using (var deflate = new DeflateStream(bytes, CompressionLevel.Optimal, leaveOpen: true))
        using (var writer = new BinaryWriter(deflate))
        {
            writer.Write7BitEncodedInt(ranges.Length);
            var last = new ChunkRange(-1, 0, 0, 1, 0);
            foreach (var range in ranges)
            {
                WriteSigned(writer, range.OffsetBytes - last.EndBytes);
                WriteSigned(writer, range.LengthBytes - last.LengthBytes);
                WriteSigned(writer, range.FirstRecordNumber - (last.FirstRecordNumber + last.RecordCount));
                WriteSigned(writer, range.RecordCount - last.RecordCount);
                last = range;
            }
        }

        return bytes.ToArray();
    }

    public static ImmutableArray<ChunkRange> Unpack(byte[] packed)
    {
        using var reader = new BinaryReader(new DeflateStream(new MemoryStream(packed), CompressionMode.Decompress));
        var ranges = ImmutableArray.CreateBuilder<ChunkRange>(reader.Read7BitEncodedInt());
        var last = new ChunkRange(-1, 0, 0, 1, 0);
        while (ranges.Count < ranges.Capacity)
        {
            last = new ChunkRange(
                ranges.Count,
                ReadSigned(reader) + last.EndBytes,
                ReadSigned(reader) + last.LengthBytes,
                ReadSigned(reader) + last.FirstRecordNumber + last.RecordCount,
                ReadSigned(reader) + last.RecordCount);
            ranges.Add(last);
        }

        return ranges.MoveToImmutable();
    }

    // Zigzag: small numbers of either sign become small unsigned ones.
    private static void WriteSigned(BinaryWriter writer, long value) => writer.Write7BitEncodedInt64((value << 1) ^ (value >> 63));

    private static long ReadSigned(BinaryReader reader)
    {
        var value = reader.Read7BitEncodedInt64();
        return (long)((ulong)value >> 1) ^ -(value & 1);
    }
}
