using System.Runtime.Intrinsics.X86;

namespace OpenPayments.Ingestion.Columns;

internal static class BitMask
{
    /// <summary>The bits of <paramref name="value"/> that <paramref name="mask"/> selects, moved together at the low end.</summary>
    public static ulong Extract(ulong value, ulong mask)
    {
        if (mask == ulong.MaxValue) return value;
        if (Bmi2.X64.IsSupported) return Bmi2.X64.ParallelBitExtract(value, mask);
        ulong extracted = 0;
        for (var at = 0; mask != 0; mask &= mask - 1, at++)
            if ((value & mask & (~mask + 1)) != 0)
                extracted |= 1UL << at;
        return extracted;
    }

    /// <summary>The lowest <paramref name="count"/> bits set.</summary>
    public static ulong Low(int count) => count >= 64 ? ulong.MaxValue : (1UL << count) - 1;
}
