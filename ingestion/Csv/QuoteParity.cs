using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ArmAes = System.Runtime.Intrinsics.Arm.Aes;

namespace OpenPayments.Ingestion.Csv;

/// <summary>The two bit tricks that a structural scan stands on, each with its instruction and its portable form.</summary>
internal static class QuoteParity
{
    /// <summary>
    /// Bit i is the parity of bits 0..i. Of a mask of quotes that is: inside quotes, the opening quote included and the
    /// closing one not. A carry-less multiplication by all ones does it in one instruction.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong PrefixXor(ulong bits)
    {
        if (Pclmulqdq.IsSupported)
            return Pclmulqdq.CarrylessMultiply(Vector128.CreateScalar(bits), Vector128<ulong>.AllBitsSet, 0).ToScalar();
        if (ArmAes.IsSupported)
            return ArmAes.PolynomialMultiplyWideningLower(Vector64.CreateScalar(bits), Vector64<ulong>.AllBitsSet).ToScalar();
        return PrefixXorPortable(bits);
    }

    public static ulong PrefixXorPortable(ulong bits)
    {
        for (var shift = 1; shift < 64; shift <<= 1) bits ^= bits << shift;
        return bits;
    }

    /// <summary>The bits of <paramref name="bits"/> at the places that <paramref name="mask"/> selects, moved together at the low end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Extract(ulong bits, ulong mask) =>
        Bmi2.X64.IsSupported ? Bmi2.X64.ParallelBitExtract(bits, mask) : ExtractPortable(bits, mask);

    public static ulong ExtractPortable(ulong bits, ulong mask)
    {
        var extracted = 0UL;
        for (bits &= mask; bits != 0; bits &= bits - 1)
        {
            var lowest = bits & (0 - bits);
            extracted |= 1UL << BitOperations.PopCount(mask & (lowest - 1));
        }

        return extracted;
    }
}
