namespace OpenPayments.Generator;

/// <summary>SplitMix64: the same numbers for the same seed on every machine and .NET version, which <see cref="Random"/> does not promise.</summary>
internal struct SplitMix(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>At least 0 and below 1.</summary>
    public double NextShare() => (Next() >> 11) * (1.0 / (1UL << 53));

    public int NextInt(int below) => (int)(((Next() >> 32) * (ulong)below) >> 32);

    /// <summary>True in one of <paramref name="n"/> cases.</summary>
    public bool OneIn(int n) => NextInt(n) == 0;

    /// <summary>Below <paramref name="below"/> with low numbers far likelier, as in nearly every column of the data.</summary>
    public int NextSkewed(int below)
    {
        var share = NextShare();
        return (int)(below * share * share);
    }

    /// <summary>Like <see cref="NextSkewed"/>, and more so: the few large companies pay for most meals.</summary>
    public int NextVerySkewed(int below)
    {
        var share = NextShare();
        return (int)(below * share * share * share);
    }

    /// <summary>About normal, mean 0, deviation 1, within ±3.5: the sum of four uniform numbers.</summary>
    public double NextNormal() => (NextShare() + NextShare() + NextShare() + NextShare() - 2) * 1.7320508;
}
