namespace OpenPayments.Ingestion.Profiles.Sketches;

/// <summary>How often a value must occur in a part to be listed: the least number that no more than a list's worth of values reach.</summary>
internal static class FrequencyThreshold
{
    private const int HistogramLength = 1024;

    /// <param name="counts">One a value; 0 counts for none.</param>
    /// <param name="isAll">The column has no other values.</param>
    public static int Of(ReadOnlySpan<int> counts, bool isAll = true)
    {
        const int Last = HistogramLength - 1;
        Span<int> histogram = stackalloc int[HistogramLength];
        histogram.Clear();
        foreach (var count in counts) histogram[Math.Min(count, Last)]++;
        if (isAll && counts.Length - histogram[0] <= FrequentValues.CompleteCount) return 1;
        if (histogram[Last] > FrequentValues.FrequentCount) return OfLarge(counts, Last);

        var threshold = Last;
        for (var listed = histogram[Last]; threshold > 1 && (listed += histogram[threshold - 1]) <= FrequentValues.FrequentCount;) threshold--;
        return threshold;
    }

    private static int OfLarge(ReadOnlySpan<int> counts, int least)
    {
        var large = new List<int>();
        foreach (var count in counts)
            if (count >= least)
                large.Add(count);
        large.Sort();
        return large[^(FrequentValues.FrequentCount + 1)] + 1;
    }
}
