using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using OpenPayments.Ingestion.Schema;
using ZstdNet;

namespace OpenPayments.Ingestion.Profiles.Sketches;

/// <summary>
/// The sketches of a part's columns as bytes: a mark with the version, a hash, and the columns compressed. The same sketches
/// are always the same bytes.
/// </summary>
internal static class SketchFormat
{
    /// <summary>Raised with whatever changes sketches or their spelling; those of other versions are as good as none.</summary>
    private static ReadOnlySpan<byte> Mark => "OPSK\u0001"u8;

    private const int HeaderBytes = 5 + sizeof(ulong);
    private const int ZstdLevel = 1;

    /// <param name="columns">Of one part.</param>
    /// <param name="plain">For what is compressed; worth keeping.</param>
    public static byte[] Write(IReadOnlyList<ColumnSketch> columns, MemoryStream plain)
    {
        plain.SetLength(0);
        using (var writer = new BinaryWriter(plain, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write7BitEncodedInt(columns.Count);
            foreach (var column in columns) WriteColumn(writer, column);
        }

        using var compressor = new Compressor(new CompressionOptions(ZstdLevel));
        var buffer = ArrayPool<byte>.Shared.Rent(HeaderBytes + Compressor.GetCompressBound((int)plain.Length));
        try
        {
            Mark.CopyTo(buffer);
            var length = compressor.Wrap(plain.GetBuffer().AsSpan(0, (int)plain.Length), buffer.AsSpan(HeaderBytes));
            BinaryPrimitives.WriteUInt64LittleEndian(buffer.AsSpan(Mark.Length), XxHash3.HashToUInt64(buffer.AsSpan(HeaderBytes, length)));
            return buffer[..(HeaderBytes + length)];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The columns, no longer compressed. Null when they are of another version. Throws <see cref="InvalidDataException"/> when they are damaged.</summary>
    public static byte[]? Unpack(byte[] bytes)
    {
        if (bytes.Length >= Mark.Length && bytes.AsSpan(0, 4).SequenceEqual(Mark[..4]) && bytes[4] != Mark[4]) return null;
        if (bytes.Length < HeaderBytes || !bytes.AsSpan().StartsWith(Mark)
            || BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(Mark.Length)) != XxHash3.HashToUInt64(bytes.AsSpan(HeaderBytes)))
            throw new InvalidDataException("its hash is another than it says");

        using var decompressor = new Decompressor();
        return decompressor.Unwrap(bytes.AsSpan(HeaderBytes));
    }

    /// <summary>Adds a part to those before it. Throws <see cref="InvalidDataException"/> when its columns are others; the sum is spoilt then.</summary>
    public static void Merge(ReadOnlySpan<byte> plain, IReadOnlyList<ColumnSketch> sum)
    {
        var reader = new SketchReader(plain);
        var count = reader.ReadInt32();
        if (count != sum.Count) throw new InvalidDataException($"it has {count} columns, the file {sum.Count}");
        foreach (var column in sum) MergeColumn(ref reader, column);
    }

    private static void WriteColumn(BinaryWriter writer, ColumnSketch column)
    {
        writer.Write(column.Name);
        writer.Write((byte)column.Type);
        writer.Write7BitEncodedInt64(column.ValueCount);
        if (column.ValueCount == 0) return;
        WriteBytes(writer, column.Min!);
        WriteBytes(writer, column.Max!);
        writer.Write7BitEncodedInt(column.MinLength);
        writer.Write7BitEncodedInt(column.MaxLength);
        column.Frequent.Write(writer);
        if (!column.Frequent.IsComplete) writer.Write(column.Distinct.Registers); // The listed values tell them otherwise.
        if (column.Quantiles is null) return;
        var buckets = column.Quantiles.Buckets.ToList();
        writer.Write7BitEncodedInt(buckets.Count);
        foreach (var (index, count) in buckets)
        {
            writer.Write7BitEncodedInt(index);
            writer.Write7BitEncodedInt64(count);
        }
    }

    private static void MergeColumn(ref SketchReader reader, ColumnSketch sum)
    {
        var (name, type) = (reader.ReadString(), (ColumnType)reader.ReadByte());
        if (name != sum.Name || type != sum.Type) throw new InvalidDataException($"where the file has column {sum.Name}, it has {name}");
        var count = reader.ReadInt64();
        if (count == 0) return;
        sum.ValueCount += count;
        var min = reader.ReadBytes();
        if (sum.Min is null || min.SequenceCompareTo(sum.Min) < 0) sum.Min = min.ToArray();
        var max = reader.ReadBytes();
        if (sum.Max is null || max.SequenceCompareTo(sum.Max) > 0) sum.Max = max.ToArray();
        sum.MinLength = Math.Min(sum.MinLength, reader.ReadInt32());
        sum.MaxLength = Math.Max(sum.MaxLength, reader.ReadInt32());
        if (!sum.Frequent.Merge(ref reader, sum.Distinct)) sum.Distinct.Merge(reader.Read(HyperLogLog.RegisterCount));
        if (sum.Quantiles is null) return;
        for (var buckets = reader.ReadInt32(); buckets > 0; buckets--) sum.Quantiles.AddToBucket(reader.ReadInt32(), reader.ReadInt64());
    }

    private static void WriteBytes(BinaryWriter writer, byte[] bytes)
    {
        writer.Write7BitEncodedInt(bytes.Length);
        writer.Write(bytes);
    }
}
