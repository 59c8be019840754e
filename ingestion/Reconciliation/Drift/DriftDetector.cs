using System.Collections.Immutable;
using System.Globalization;

namespace OpenPayments.Ingestion.Reconciliation;

/// <summary>One way in which a file differs from its predecessor, in words.</summary>
/// <param name="Sort">records, nulls, category, amounts or company.</param>
/// <param name="Column">Null when it is about no single column.</param>
/// <param name="Measure">What was measured, to be held against the threshold.</param>
public sealed record DriftFinding(string Sort, string? Column, double Measure, double Threshold, string Words);

/// <summary>A file beside its predecessor: the publication before, or else the year before.</summary>
/// <param name="Baseline">Id of the predecessor.</param>
public sealed record ContentDrift(string File, string Baseline, bool IsComparable, ImmutableArray<DriftFinding> Findings);

/// <summary>Compares what two files look like.</summary>
public static class DriftDetector
{
    private const int ShortYear = 2013;

    public static ContentDrift Compare(ContentProfile before, ContentProfile now, DriftThresholds thresholds)
    {
        var isComparable = before.RecordCount >= thresholds.MinRecords && now.RecordCount >= thresholds.MinRecords;
        return new ContentDrift(now.File, before.File, isComparable, isComparable
            ?
            [
                .. CompareCounts(before, now, thresholds), .. CompareNulls(before, now, thresholds), .. CompareCategories(before, now, thresholds),
                .. CompareAmounts(before, now, thresholds), .. CompareCompanies(before, now, thresholds),
            ]
            : []);
    }

    private static IEnumerable<DriftFinding> CompareCounts(ContentProfile before, ContentProfile now, DriftThresholds thresholds)
    {
        var isShort = before.File.StartsWith($"{ShortYear}/", StringComparison.Ordinal) != now.File.StartsWith($"{ShortYear}/", StringComparison.Ordinal);
        var change = (now.RecordCount - before.RecordCount) / (double)before.RecordCount;
        if (!isShort && Math.Abs(change) > thresholds.RecordCount)
            yield return new DriftFinding("records", null, change, thresholds.RecordCount, Say(
                $"{now.RecordCount:N0} records, {Math.Abs(change):P0} {(change < 0 ? "fewer" : "more")} than the {before.RecordCount:N0} of {before.File}"));
    }

    /// <summary>Columns that only one of the two headers has are header drift, which is told when a file is found.</summary>
    private static IEnumerable<DriftFinding> CompareNulls(ContentProfile before, ContentProfile now, DriftThresholds thresholds)
    {
        foreach (var (column, count) in now.ValueCounts)
        {
            if (!before.ValueCounts.TryGetValue(column, out var former)) continue;
            double share = 1 - count / (double)now.RecordCount, formerShare = 1 - former / (double)before.RecordCount;
            if (Math.Abs(share - formerShare) > thresholds.NullShare)
                yield return new DriftFinding("nulls", column, share - formerShare, thresholds.NullShare, Say($"{column} is empty in {share:P1} of the records, in {before.File} it was in {formerShare:P1}"));
        }
    }

    private static IEnumerable<DriftFinding> CompareCategories(ContentProfile before, ContentProfile now, DriftThresholds thresholds)
    {
        foreach (var (column, values) in now.Categories)
        {
            if (!before.Categories.TryGetValue(column, out var former)) continue;
            foreach (var (value, share) in Missing(values, former, now.RecordCount, thresholds))
                yield return new DriftFinding("category", column, share, thresholds.CategoryShare, Say($"{column} has the new value '{value}' in {share:P1} of the records; {before.File} does not know it"));
            foreach (var (value, share) in Missing(former, values, before.RecordCount, thresholds))
                yield return new DriftFinding("category", column, share, thresholds.CategoryShare, Say($"{column} no longer has the value '{value}', which {before.File} has in {share:P1} of its records"));
        }
    }

    private static IEnumerable<(string Value, double Share)> Missing(
        ImmutableSortedDictionary<string, long> values, ImmutableSortedDictionary<string, long> others, long recordCount, DriftThresholds thresholds) =>
        values.Where(value => value.Value >= thresholds.CategoryRecords && !others.ContainsKey(value.Key)).Select(value => (value.Key, Share: value.Value / (double)recordCount)).Where(value => value.Share >= thresholds.CategoryShare);

    private static IEnumerable<DriftFinding> CompareAmounts(ContentProfile before, ContentProfile now, DriftThresholds thresholds)
    {
        double total = now.Amounts.Values.Sum(), formerTotal = before.Amounts.Values.Sum();
        if (total == 0 || formerTotal == 0) yield break;
        double share = 0, formerShare = 0, distance = 0;
        foreach (var bucket in now.Amounts.Keys.Union(before.Amounts.Keys).Order())
        {
            share += now.Amounts.GetValueOrDefault(bucket) / total;
            formerShare += before.Amounts.GetValueOrDefault(bucket) / formerTotal;
            distance = Math.Max(distance, Math.Abs(share - formerShare));
        }

        if (distance > thresholds.AmountDistance)
            yield return new DriftFinding("amounts", null, distance, thresholds.AmountDistance, Say(
                $"amounts are spread otherwise: half of them are below about {Median(now.Amounts, total):N2} USD, in {before.File} below about {Median(before.Amounts, formerTotal):N2} USD; the distributions are {distance:N2} apart"));
    }

    private static double Median(ImmutableSortedDictionary<int, long> amounts, double total)
    {
        var sum = 0L;
        foreach (var (bucket, count) in amounts)
            if ((sum += count) * 2 >= total)
                return AmountBuckets.DollarsOf(bucket);
        return 0;
    }

    private static IEnumerable<DriftFinding> CompareCompanies(ContentProfile before, ContentProfile now, DriftThresholds thresholds)
    {
        foreach (var (payer, share) in Missing(now, before, thresholds))
            yield return new DriftFinding("company", null, share, thresholds.CompanyShare, Say($"company {payer} is new and makes up {share:P1}; {before.File} does not know it"));
        foreach (var (payer, share) in Missing(before, now, thresholds))
            yield return new DriftFinding("company", null, share, thresholds.CompanyShare, Say($"company {payer} is gone; it made up {share:P1} of {before.File}"));
    }

    /// <summary>The greater of a company's shares of records and of dollars.</summary>
    private static IEnumerable<(string Payer, double Share)> Missing(ContentProfile one, ContentProfile other, DriftThresholds thresholds) =>
        from payer in one.Payers
        where payer.Key.Length > 0 && !other.Payers.ContainsKey(payer.Key)
        let share = Math.Max(payer.Value.Records / (double)one.RecordCount, one.Cents <= 0 ? 0 : payer.Value.Cents / (double)one.Cents)
        where share >= thresholds.CompanyShare
        select (payer.Key, share);

    private static string Say(FormattableString words) => words.ToString(CultureInfo.InvariantCulture);
}
