using System.Numerics;
using System.Runtime.CompilerServices;

namespace OpenPayments.Ingestion.Profiles.Sketches;

/// <summary>
/// Estimates how many different hashes were added: each register keeps the longest run of leading zeros that its share of the
/// hashes showed. Merged by the maximum, so that neither order nor repeats matter.
/// </summary>
/// <remarks>
/// Flajolet, Fusy, Gandouet and Meunier, "HyperLogLog: the analysis of a near-optimal cardinality estimation algorithm" (2007),
/// with 64-bit hashes and the estimator of Ertl, "New cardinality estimation algorithms for HyperLogLog sketches" (2017,
/// algorithm 6), which needs no tables of corrections and is unbiased from nothing to billions.
/// </remarks>
internal sealed class HyperLogLog
{
    public const int Precision = 12;
    public const int RegisterCount = 1 << Precision;

    /// <summary>Standard deviation of an estimate, as a share of it.</summary>
    public static readonly double StandardError = 1.04 / Math.Sqrt(RegisterCount);

    private const int HashBits = 64 - Precision;

    private readonly byte[] _registers = new byte[RegisterCount];

    public Span<byte> Registers => _registers;

    /// <param name="hash">All of its bits must be evenly spread.</param>
    public void Add(ulong hash)
    {
        ref var register = ref _registers[hash >> HashBits];
        register = Math.Max(register, RankOf(hash));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(ReadOnlySpan<ulong> hashes)
    {
        var registers = _registers;
        foreach (var hash in hashes)
        {
            ref var register = ref registers[hash >> HashBits];
            register = Math.Max(register, RankOf(hash));
        }
    }

    /// <param name="registers">Of another one.</param>
    public void Merge(ReadOnlySpan<byte> registers)
    {
        for (var i = 0; i < RegisterCount; i += Vector<byte>.Count)
            Vector.Max(new Vector<byte>(_registers, i), new Vector<byte>(registers[i..])).CopyTo(_registers, i);
    }

    public long Estimate()
    {
        const double Alpha = 0.72134752044448170367; // 1 / (2 ln 2)
        Span<int> counts = stackalloc int[HashBits + 2];
        counts.Clear();
        foreach (var rank in _registers) counts[rank]++;

        var z = RegisterCount * Tau(1 - (double)counts[HashBits + 1] / RegisterCount);
        for (var rank = HashBits; rank >= 1; rank--) z = 0.5 * (z + counts[rank]);
        z += RegisterCount * Sigma((double)counts[0] / RegisterCount);
        return (long)Math.Round(Alpha * RegisterCount * RegisterCount / z);
    }

    private static byte RankOf(ulong hash) => (byte)(1 + BitOperations.LeadingZeroCount(hash << Precision | 1UL << (Precision - 1)));

    /// <summary>What registers that are still empty say.</summary>
    private static double Sigma(double x)
    {
        if (x == 1) return double.PositiveInfinity;
        double y = 1, z = x, before;
        do
        {
            x *= x;
            before = z;
            z += x * y;
            y += y;
        }
        while (z != before);
        return z;
    }

    /// <summary>What registers that can grow no further say.</summary>
    private static double Tau(double x)
    {
        if (x is 0 or 1) return 0;
        double y = 1, z = 1 - x, before;
        do
        {
            x = Math.Sqrt(x);
            before = z;
            y *= 0.5;
            z -= (1 - x) * (1 - x) * y;
        }
        while (z != before);
        return z / 3;
    }
}
