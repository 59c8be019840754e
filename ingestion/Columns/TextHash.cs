using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OpenPayments.Ingestion.Columns;

/// <summary>
/// Hash and equality of short texts, read in whole blocks: sixteen bytes past a text's start or before its end must be readable.
/// Up to a block there is one path without a branch on the length, which no two neighbours share.
/// The hash never reaches the lake, dictionary ids follow first appearance; so it may differ between machines.
/// </summary>
internal static class TextHash
{
    private const int BlockBytes = 16;

    /// <summary>Sixteen set bytes, then as many clear ones: read from 16 - n, the first n of a block are set.</summary>
    private static ReadOnlySpan<byte> Masks =>
    [
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Compute(ref byte text, int length) => length > BlockBytes
        ? ComputeLong(ref text, length)
        : Add(Load(ref text) & FirstBytes(length), (uint)length);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreEqual(ref byte left, ref byte right, int length) => length > BlockBytes
        ? AreLongEqual(ref left, ref right, length)
        : ((Load(ref left) ^ Load(ref right)) & FirstBytes(length)) == Vector128<byte>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint ComputeLong(ref byte text, int length)
    {
        var hash = (uint)length;
        for (var i = 0; i + BlockBytes < length; i += BlockBytes)
            hash = Add(Load(ref text, i), hash);
        return Add(Load(ref text, length - BlockBytes), hash);
    }

    private static bool AreLongEqual(ref byte left, ref byte right, int length)
    {
        var difference = Load(ref left, length - BlockBytes) ^ Load(ref right, length - BlockBytes);
        for (var i = 0; i + BlockBytes < length; i += BlockBytes)
            difference |= Load(ref left, i) ^ Load(ref right, i);
        return difference == Vector128<byte>.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Load(ref byte at, int offset = 0) => Vector128.LoadUnsafe(ref at, (nuint)offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> FirstBytes(int count) => Vector128.LoadUnsafe(in MemoryMarshal.GetReference(Masks), (nuint)(BlockBytes - count));

    /// <summary>By the processor's own CRC: multiplying to 128 bits would go through memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Add(Vector128<byte> block, uint hash) =>
        BitOperations.Crc32C(BitOperations.Crc32C(hash, block.AsUInt64().GetElement(0)), block.AsUInt64().GetElement(1));
}
