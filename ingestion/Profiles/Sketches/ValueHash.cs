using System.Buffers.Binary;
using System.IO.Hashing;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace OpenPayments.Ingestion.Profiles.Sketches;

/// <summary>
/// XXH3 of a value: a function of the value alone, on every machine. Lengths that nearly all values have are spelled out, since
/// the library's calls take longer than the hashing of so few bytes.
/// </summary>
/// <remarks>Constants are words of the default secret of XXH3, combined where the definition only uses them combined.</remarks>
internal static class ValueHash
{
    private const ulong Secret0 = 0xBE4BA423396CFEB8, Secret1 = 0x1CAD21F72C81017C, Secret2 = 0xDB979083E96DD4DE, Secret3 = 0x1F67B3B7A4A44072;
    private const ulong Secret4 = 0x78E5C0CC4EE679CB, Secret5 = 0x2172FFCC7DD05A82, Secret6 = 0x8E2443F7744608B8;
    private const ulong LengthFactor = 0x9E3779B185EBCA87;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(ReadOnlySpan<byte> value)
    {
        if (value.Length is > 8 and <= 16) return OfTwo(Word(value), Word(value[^8..]), value.Length);
        if (value.Length is >= 4 and <= 8) return OfOne((ulong)HalfWord(value) << 32 | HalfWord(value[^4..]), value.Length);
        if (value.Length is > 16 and <= 32) return OfFour(value);
        return XxHash3.HashToUInt64(value);
    }

    /// <param name="word">The first four bytes above the last four, which may overlap.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong OfOne(ulong word, int length)
    {
        const ulong Factor = 0x9FB21C651E98DF25;
        word ^= Secret1 ^ Secret2;
        word ^= BitOperations.RotateLeft(word, 49) ^ BitOperations.RotateLeft(word, 24);
        word *= Factor;
        word ^= (word >> 35) + (ulong)length;
        word *= Factor;
        return word ^ word >> 28;
    }

    /// <param name="first">The first eight bytes.</param>
    /// <param name="last">The last eight, which may overlap.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong OfTwo(ulong first, ulong last, int length)
    {
        first ^= Secret3 ^ Secret4;
        last ^= Secret5 ^ Secret6;
        return Avalanche((ulong)length + BinaryPrimitives.ReverseEndianness(first) + last + Fold(first, last));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong OfFour(ReadOnlySpan<byte> value)
    {
        var last = value[^16..];
        return Avalanche((ulong)value.Length * LengthFactor
            + Fold(Word(value) ^ Secret0, Word(value[8..]) ^ Secret1) + Fold(Word(last) ^ Secret2, Word(last[8..]) ^ Secret3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Word(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64LittleEndian(bytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint HalfWord(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ulong left, ulong right)
    {
        var product = Math.BigMul(left, right);
        return (ulong)(product >> 64) ^ (ulong)product;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Avalanche(ulong hash)
    {
        hash ^= hash >> 37;
        hash *= 0x165667919E3779F9;
        return hash ^ hash >> 32;
    }
}
