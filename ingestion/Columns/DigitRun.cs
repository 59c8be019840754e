using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace OpenPayments.Ingestion.Columns;

/// <summary>Up to eight digits at once, each in a byte of one word.</summary>
internal static class DigitRun
{
    public const int MaxLength = 8;

    private const ulong Zeros = 0x3030_3030_3030_3030;

    /// <param name="ending">The eight bytes that end with the last digit.</param>
    /// <param name="length">How many of them are meant, 1 to 8; the others may be anything.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryParse(ReadOnlySpan<byte> ending, int length, out uint number)
    {
        var others = 8 * (MaxLength - length);
        var digits = (BinaryPrimitives.ReadUInt64LittleEndian(ending) ^ Zeros) >> others << others;
        // Tens and ones, then hundreds of pairs, then both halves.
        var pairs = digits * 10 + (digits >> 8);
        number = (uint)(((pairs & 0x0000_00FF_0000_00FF) * 0x000F_4240_0000_0064 + ((pairs >> 16) & 0x0000_00FF_0000_00FF) * 0x0000_2710_0000_0001) >> 32);
        return AreDigits(digits);
    }

    /// <summary>Whether every byte is 0 to 9.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreDigits(ulong values) => (((values + 0x7676_7676_7676_7676) | values) & 0x8080_8080_8080_8080) == 0;
}
