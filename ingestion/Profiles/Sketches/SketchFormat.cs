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

    /// <summary>Null when they are of another version. Throws <see cref="InvalidDataException"/> when they are damaged.</summary>
    public static IReadOnlyList<ColumnSketch>? Read(byte[] bytes)
    {
        if (bytes.Length >= Mark.Length && bytes.AsSpan(0, 4).SequenceEqual(Mark[..4]) && bytes[4] != Mark[4]) return null;
        if (bytes.Length < HeaderBytes || !bytes.AsSpan().StartsWith(Mark)
            || BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(Mark.Length)) != XxHash3.HashToUInt64(bytes.AsSpan(HeaderBytes)))
            throw new InvalidDataException("its hash is another than it says");

        using var decompressor = new Decompressor();
        var reader = new SketchReader(decompressor.Unwrap(bytes.AsSpan(HeaderBytes)));
        var columns = new ColumnSketch[reader.ReadInt32()];
        for (var i = 0; i < columns.Length; i++) columns[i] = ReadColumn(ref reader);
        return columns;
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

    private static ColumnSketch ReadColumn(ref SketchReader reader)
    {
        var column = new ColumnSketch(reader.ReadString(), (ColumnType)reader.ReadByte()) { ValueCount = reader.ReadInt64() };
        if (column.ValueCount == 0) return column;
        column.Min = reader.ReadBytes().ToArray();
        column.Max = reader.ReadBytes().ToArray();
        column.MinLength = reader.ReadInt32();
        column.MaxLength = reader.ReadInt32();
        column.Frequent = FrequentValues.Read(ref reader);
        if (!column.Frequent.IsComplete) reader.Read(HyperLogLog.RegisterCount).Span.CopyTo(column.Distinct.Registers);
        if (column.Quantiles is null) return column;
        for (var count = reader.ReadInt32(); count > 0; count--)
            column.Quantiles.AddToBucket(reader.ReadInt32(), reader.ReadInt64());
        return column;
    }

    private static void WriteBytes(BinaryWriter writer, byte[] bytes)
    {
        writer.Write7BitEncodedInt(bytes.Length);
        writer.Write(bytes);
    }
}
