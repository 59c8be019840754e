using System.Buffers.Binary;
using System.Text;

namespace OpenPayments.Ingestion.Parquet.Pages;

/// <summary>Bytes written one after another. It grows to the largest part its worker has seen, and stays.</summary>
internal sealed class ByteBuffer
{
    private byte[] _bytes = new byte[64 << 10];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, Length);

    public void Clear() => Length = 0;

    /// <summary>Room for at least so many bytes behind the written ones; what is used of it counts after <see cref="Advance"/>.</summary>
    public Span<byte> Reserve(int sizeBytes)
    {
        if (_bytes.Length - Length < sizeBytes) Grow(sizeBytes);
        return _bytes.AsSpan(Length);
    }

    public void Advance(int sizeBytes) => Length += sizeBytes;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Length += bytes.Length;
    }

    public void WriteByte(byte value)
    {
        Reserve(1)[0] = value;
        Length++;
    }

    public void WriteInt32(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(Reserve(sizeof(int)), value);
        Length += sizeof(int);
    }

    /// <summary>Puts bytes between those that are there.</summary>
    public void Insert(int at, ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        _bytes.AsSpan(at, Length - at).CopyTo(_bytes.AsSpan(at + bytes.Length));
        bytes.CopyTo(_bytes.AsSpan(at));
        Length += bytes.Length;
    }

    /// <summary>Puts a number where one was written before its value was known.</summary>
    public void PatchInt32(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(at), value);

    /// <summary>Seven bits a byte, lowest first.</summary>
    public void WriteVarint(ulong value)
    {
        var target = Reserve(10);
        var size = 0;
        for (; value >= 0x80; value >>= 7)
            target[size++] = (byte)(value | 0x80);
        target[size++] = (byte)value;
        Length += size;
    }

    /// <summary>Small numbers of either sign in few bytes.</summary>
    public void WriteZigzag(long value) => WriteVarint((ulong)(value << 1 ^ value >> 63));

    /// <summary>A Parquet BYTE_ARRAY: its length in four bytes, then its bytes.</summary>
    public void WriteByteArray(ReadOnlySpan<byte> bytes)
    {
        var target = Reserve(sizeof(int) + bytes.Length);
        BinaryPrimitives.WriteInt32LittleEndian(target, bytes.Length);
        bytes.CopyTo(target[sizeof(int)..]);
        Length += sizeof(int) + bytes.Length;
    }

    public void WriteText(string text)
    {
        var size = Encoding.UTF8.GetByteCount(text);
        WriteVarint((ulong)size);
        Encoding.UTF8.GetBytes(text, Reserve(size));
        Length += size;
    }

    private void Grow(int sizeBytes)
    {
        var needed = (long)Length + sizeBytes;
        if (needed > Array.MaxLength) throw new InvalidOperationException($"A part of more than {Array.MaxLength} bytes cannot be built; use a smaller chunk size.");
        Array.Resize(ref _bytes, (int)Math.Min(Math.Max(needed, 2L * _bytes.Length), Array.MaxLength));
    }
}
