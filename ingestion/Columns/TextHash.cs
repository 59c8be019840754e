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

    private const ulong K0 = 0x9E3779B97F4A7C15, K1 = 0xBF58476D1CE4E5B9, K2 = 0x94D049BB133111EB;

    /// <summary>Sixteen set bytes, then as many clear ones: read from 16 - n, the first n of a block are set.</summary>
    private static ReadOnlySpan<byte> Masks =>
    [
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Compute(ref byte text, int length)
    {
        if (length > BlockBytes) return ComputeLong(ref text, length);
        var block = (Load(ref text) & FirstBytes(length)).AsUInt64();
        return Mix(block.GetElement(0) ^ K0, block.GetElement(1) ^ (ulong)length ^ K1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreEqual(ref byte left, ref byte right, int length) => length > BlockBytes
        ? AreLongEqual(ref left, ref right, length)
        : ((Load(ref left) ^ Load(ref right)) & FirstBytes(length)) == Vector128<byte>.Zero;

    /// <summary>Every block has a key of its own, so that no multiplication waits for the one before it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong ComputeLong(ref byte text, int length)
    {
        ulong hash = (ulong)length * K2, key = K0;
        for (var i = 0; i + BlockBytes < length; i += BlockBytes, key += K2)
            hash += Mix(Load(ref text, i), key);
        return hash ^ Mix(Load(ref text, length - BlockBytes), key);
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(Vector128<byte> block, ulong key) => Mix(block.AsUInt64().GetElement(0) ^ key, block.AsUInt64().GetElement(1) ^ K1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high ^ low;
    }
}
