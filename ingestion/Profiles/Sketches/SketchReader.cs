using System.Text;

namespace OpenPayments.Ingestion.Profiles.Sketches;

/// <summary>Reads what a <see cref="BinaryWriter"/> wrote, from memory. Throws <see cref="InvalidDataException"/> where the bytes end too early.</summary>
internal ref struct SketchReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public byte ReadByte() => Read(1)[0];

    public ReadOnlySpan<byte> Read(int count)
    {
        if ((uint)count > (uint)_rest.Length) throw new InvalidDataException("it ends too early");
        var read = _rest[..count];
        _rest = _rest[count..];
        return read;
    }

    public int ReadInt32() => (int)ReadInt64();

    /// <summary>Seven bits a byte, the lowest first; all but the last have the eighth bit set.</summary>
    public long ReadInt64()
    {
        ulong number = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = ReadByte();
            number |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return (long)number;
        }
    }

    /// <summary>Bytes or UTF-8 behind their length.</summary>
    public ReadOnlySpan<byte> ReadBytes() => Read(ReadInt32());

    public string ReadString() => Encoding.UTF8.GetString(Read(ReadInt32()));
}
