using System.Text;

namespace OpenPayments.Ingestion.Profiles.Sketches;

/// <summary>Reads what a <see cref="BinaryWriter"/> wrote, from memory. Throws <see cref="InvalidDataException"/> where the bytes end too early.</summary>
internal struct SketchReader(ReadOnlyMemory<byte> bytes)
{
    private ReadOnlyMemory<byte> _rest = bytes;

    public byte ReadByte() => Read(1).Span[0];

    /// <summary>A slice of the bytes.</summary>
    public ReadOnlyMemory<byte> Read(int count)
    {
        if ((uint)count > (uint)_rest.Length) throw EndsTooEarly();
        var read = _rest[..count];
        _rest = _rest[count..];
        return read;
    }

    public int ReadInt32() => (int)ReadInt64();

    /// <summary>Seven bits a byte, the lowest first; all but the last have the eighth bit set.</summary>
    public long ReadInt64()
    {
        ulong number = 0;
        var rest = _rest.Span;
        for (var i = 0; i < rest.Length; i++)
        {
            number |= (ulong)(rest[i] & 0x7F) << (7 * i);
            if (rest[i] >= 0x80) continue;
            _rest = _rest[(i + 1)..];
            return (long)number;
        }

        throw EndsTooEarly();
    }

    /// <summary>Bytes or UTF-8 behind their length.</summary>
    public ReadOnlyMemory<byte> ReadBytes() => Read(ReadInt32());

    public string ReadString() => Encoding.UTF8.GetString(Read(ReadInt32()).Span);

    private static InvalidDataException EndsTooEarly() => new("it ends too early");
}
