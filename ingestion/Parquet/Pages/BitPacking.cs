using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace OpenPayments.Ingestion.Parquet.Pages;

/// <summary>Numbers of a fixed number of bits one after another, lowest bits first, as both of Parquet's packed encodings have them.</summary>
internal static class BitPacking
{
    /// <summary>Packs ids of at most 31 bits; what is missing to a multiple of eight becomes zero bits.</summary>
    public static void Write(ReadOnlySpan<int> ids, int bitWidth, ByteBuffer target)
    {
        var sizeBytes = (ids.Length + 7) / 8 * bitWidth;
        var bytes = target.Reserve(sizeBytes + 2 * sizeof(ulong));
        var packer = new Packer(bytes);
        // Two at a time: a pair has at most 62 bits.
        foreach (var pair in MemoryMarshal.Cast<int, ulong>(ids))
            packer.Add((uint)pair | pair >> 32 << bitWidth, 2 * bitWidth);
        if ((ids.Length & 1) != 0) packer.Add((uint)ids[^1], bitWidth);
        packer.Flush(sizeBytes);
        target.Advance(sizeBytes);
    }

    /// <summary>Packs numbers of any width up to 64 bits, a multiple of eight of them.</summary>
    public static void Write(ReadOnlySpan<ulong> values, int bitWidth, ByteBuffer target)
    {
        if (bitWidth == 0) return;
        var sizeBytes = values.Length / 8 * bitWidth;
        var packer = new Packer(target.Reserve(sizeBytes + 2 * sizeof(ulong)));
        foreach (var value in values)
            packer.Add(value, bitWidth);
        packer.Flush(sizeBytes);
        target.Advance(sizeBytes);
    }

    private ref struct Packer(Span<byte> target)
    {
        private readonly Span<byte> _target = target;
        private ulong _pending;
        private int _pendingBits;
        private int _size;

        public void Add(ulong bits, int count)
        {
            _pending |= bits << _pendingBits;
            var total = _pendingBits + count;
            if (total >= 64)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(_target[_size..], _pending);
                _size += sizeof(ulong);
                total -= 64;
                // In two steps, since a shift by 64 would be none.
                _pending = bits >> 1 >> (63 - _pendingBits);
            }

            _pendingBits = total;
        }

        public readonly void Flush(int sizeBytes)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(_target[_size..], _pending);
            if (_size + sizeof(ulong) < sizeBytes) _target[(_size + sizeof(ulong))..sizeBytes].Clear();
        }
    }
}
