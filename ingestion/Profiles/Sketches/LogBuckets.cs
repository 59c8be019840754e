using System.Numerics;

namespace OpenPayments.Ingestion.Profiles.Sketches;

/// <summary>
/// Whole numbers in buckets whose width grows with them: 128 for every doubling, up to 255 a bucket each. What stands in a
/// bucket's middle is at most 1/256 of itself off every number of the bucket.
/// </summary>
/// <remarks>
/// This is the sketch of Masson, Rim and Lee, "DDSketch: a fast and fully-mergeable quantile sketch with relative-error
/// guarantees" (VLDB 2019), with its piecewise linear mapping: no logarithm is computed, so that every machine finds the same bucket.
/// </remarks>
internal static class LogBuckets
{
    public const double RelativeError = 1.0 / 256;

    private const int BitsInDoubling = 7;
    private const int ExactCount = 2 << BitsInDoubling;

    /// <summary>Ascending with the numbers; 0 of 0, negative of negative ones.</summary>
    public static int IndexOf(long value)
    {
        var index = IndexOfMagnitude(value < 0 ? 0UL - (ulong)value : (ulong)value);
        return value < 0 ? -index : index;
    }

    /// <summary>The number in the middle of a bucket.</summary>
    public static long MiddleOf(int index)
    {
        var magnitude = Math.Abs(index);
        if (magnitude < ExactCount) return index;
        var exponent = (magnitude >> BitsInDoubling) - 1;
        var middle = ((long)(magnitude - (exponent << BitsInDoubling)) << exponent) + (1L << (exponent - 1));
        return index < 0 ? -middle : middle;
    }

    private static int IndexOfMagnitude(ulong magnitude)
    {
        if (magnitude < ExactCount) return (int)magnitude;
        var exponent = 63 - BitOperations.LeadingZeroCount(magnitude) - BitsInDoubling;
        return (exponent << BitsInDoubling) + (int)(magnitude >> exponent);
    }
}
