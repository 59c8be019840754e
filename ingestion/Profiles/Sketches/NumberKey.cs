using System.Buffers.Binary;

namespace OpenPayments.Ingestion.Profiles.Sketches;

/// <summary>A number as eight bytes that sort as the numbers do, so that numbers and texts can be treated alike.</summary>
internal static class NumberKey
{
    public const int LengthBytes = sizeof(long);

    public static byte[] Of(long value)
    {
        var key = new byte[LengthBytes];
        Write(value, key);
        return key;
    }

    public static void Write(long value, Span<byte> key) => BinaryPrimitives.WriteUInt64BigEndian(key, (ulong)value ^ 1UL << 63);

    public static long Read(ReadOnlySpan<byte> key) => (long)(BinaryPrimitives.ReadUInt64BigEndian(key) ^ 1UL << 63);
}
