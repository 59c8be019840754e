using System.Runtime.InteropServices;

namespace OpenPayments.Ingestion.Profiles.Sketches;

/// <summary>How many numbers fall into each of <see cref="LogBuckets"/>. Merged by adding up, so that order does not matter.</summary>
internal sealed class QuantileSketch
{
    private readonly Dictionary<int, long> _counts = [];

    public IEnumerable<KeyValuePair<int, long>> Buckets => _counts.OrderBy(bucket => bucket.Key);

    public void Add(long value, long count) => AddToBucket(LogBuckets.IndexOf(value), count);

    public void AddToBucket(int index, long count) => CollectionsMarshal.GetValueRefOrAddDefault(_counts, index, out _) += count;

    /// <summary>The numbers at some places of the ordered column; place ⌊share × (count − 1)⌋ from 0.</summary>
    /// <param name="shares">Ascending, from 0 to 1.</param>
    public IEnumerable<long> Find(IReadOnlyList<double> shares)
    {
        var total = _counts.Values.Sum();
        if (total == 0) yield break;
        using var buckets = Buckets.GetEnumerator();
        var passed = 0L;
        foreach (var share in shares)
        {
            var place = (long)(share * (total - 1));
            while (passed <= place && buckets.MoveNext()) passed += buckets.Current.Value;
            yield return LogBuckets.MiddleOf(buckets.Current.Key);
        }
    }
}
