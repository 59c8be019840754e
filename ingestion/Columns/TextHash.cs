using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OpenPayments.Ingestion.Columns;

/// <summary>
/// Hash and equality of short texts, read in whole words: eight bytes past a text's start or before its end must be readable.
/// The hash never reaches the lake, dictionary ids follow first appearance; so it may differ between machines.
/// </summary>
internal static class TextHash
{
    private const ulong K0 = 0x9E3779B97F4A7C15, K1 = 0xBF58476D1CE4E5B9, K2 = 0x94D049BB133111EB;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Compute(ref byte text, int length)
    {
        if (length <= 8) return Mix(Load(ref text) & LowBytes(length) ^ K0, (ulong)length ^ K1);
        if (length <= 16) return Mix(Load(ref text) ^ K0, Load(ref Unsafe.Add(ref text, length - 8)) ^ (ulong)length ^ K1);
        return ComputeLong(ref text, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreEqual(ref byte left, ref byte right, int length)
    {
        if (length <= 8) return ((Load(ref left) ^ Load(ref right)) & LowBytes(length)) == 0;
        if (length <= 16) return ((Load(ref left) ^ Load(ref right)) | (Load(ref Unsafe.Add(ref left, length - 8)) ^ Load(ref Unsafe.Add(ref right, length - 8)))) == 0;
        return MemoryMarshal.CreateReadOnlySpan(ref left, length).SequenceEqual(MemoryMarshal.CreateReadOnlySpan(ref right, length));
    }

    private static ulong ComputeLong(ref byte text, int length)
    {
        var hash = (ulong)length * K2;
        for (var i = 0; i + 16 < length; i += 16)
            hash = Mix(Load(ref Unsafe.Add(ref text, i)) ^ hash ^ K0, Load(ref Unsafe.Add(ref text, i + 8)) ^ K1);
        return Mix(Load(ref Unsafe.Add(ref text, length - 16)) ^ hash ^ K0, Load(ref Unsafe.Add(ref text, length - 8)) ^ K1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Load(ref byte at) => Unsafe.ReadUnaligned<ulong>(ref at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong LowBytes(int count) => count == 0 ? 0 : ulong.MaxValue >> (64 - 8 * count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high ^ low;
    }
}
