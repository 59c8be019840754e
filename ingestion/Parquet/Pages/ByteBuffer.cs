using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Parquet.Pages;

/// <summary>
/// Bytes written one after another. It grows to the largest part its worker has seen, and stays. They begin at a memory page, so that a store may
/// hand them to a disk as they are.
/// </summary>
internal sealed class ByteBuffer
{
    private static readonly int MaxLength = Array.MaxLength - IObjectStore.PageBytes;

    private byte[] _bytes;
    private int _start;

    public ByteBuffer() => (_bytes, _start) = Allocate(64 << 10);

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(_start, Length);

    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(_start, Length);

    public void Clear() => Length = 0;

    /// <summary>Room for at least so many bytes behind the written ones; what is used of it counts after <see cref="Advance"/>.</summary>
    public Span<byte> Reserve(int sizeBytes)
    {
        if (_bytes.Length - _start - Length < sizeBytes) Grow(sizeBytes);
        return _bytes.AsSpan(_start + Length);
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
        var rest = _bytes.AsSpan(_start + at);
        rest[..(Length - at)].CopyTo(rest[bytes.Length..]);
        bytes.CopyTo(rest);
        Length += bytes.Length;
    }

    /// <summary>Puts a number where one was written before its value was known.</summary>
    public void PatchInt32(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(_start + at), value);

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
        if (needed > MaxLength) throw new InvalidOperationException($"A part of more than {MaxLength} bytes cannot be built; use a smaller chunk size.");
        var (bytes, start) = Allocate((int)Math.Min(Math.Max(needed, 2L * (_bytes.Length - _start)), MaxLength));
        Written.CopyTo(bytes.AsSpan(start));
        (_bytes, _start) = (bytes, start);
    }

    /// <summary>An array that stays where it is, and where in it a memory page begins.</summary>
    private static (byte[] Bytes, int Start) Allocate(int capacityBytes)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(capacityBytes + IObjectStore.PageBytes, pinned: true);
        return (bytes, (int)(-Marshal.UnsafeAddrOfPinnedArrayElement(bytes, 0) & (IObjectStore.PageBytes - 1)));
    }
}
