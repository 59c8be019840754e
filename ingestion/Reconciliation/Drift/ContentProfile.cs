using System.Collections.Immutable;

namespace OpenPayments.Ingestion.Reconciliation;

/// <summary>What a file's content looks like, small enough to be kept and compared. A function of the raw file alone.</summary>
/// <param name="ValueCounts">Records that have a value, by column.</param>
/// <param name="Categories">Of the columns that CMS lists values for: records by value.</param>
/// <param name="Amounts">Of the first money column: records by <see cref="AmountBuckets"/>.</param>
/// <param name="Payers">Records and cents by company id.</param>
public sealed record ContentProfile(
    string File,
    string RawSha256,
    long RecordCount,
    long Cents,
    ImmutableSortedDictionary<string, long> ValueCounts,
    ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, long>> Categories,
    ImmutableSortedDictionary<int, long> Amounts,
    ImmutableSortedDictionary<string, RecordsAndCents> Payers);

/// <summary>Amounts in steps of nine percent: eight buckets for every doubling, zero and negative ones apart.</summary>
public static class AmountBuckets
{
    private const int PerDoubling = 8;
    private const int Zero = 0;

    public static int Of(long cents) => cents switch
    {
        0 => Zero,
        > 0 => 1 + (int)(Math.Log2(cents) * PerDoubling),
        _ => -1 - (int)(Math.Log2(-(double)cents) * PerDoubling),
    };

    /// <summary>The least amount of a bucket, in dollars.</summary>
    public static double DollarsOf(int bucket) => bucket switch
    {
        Zero => 0,
        > 0 => Math.Pow(2, (bucket - 1) / (double)PerDoubling) / 100,
        _ => -Math.Pow(2, (-bucket - 1) / (double)PerDoubling) / 100,
    };
}
