using System.Runtime.InteropServices;

namespace OpenPayments.Ingestion.Profiles.Sketches;

/// <summary>
/// The most frequent values of a column with their counts. A part lists those that occur more than some number of times, with
/// exact counts, and that number: no other value occurs more often. Lists are merged by adding up: a value occurs at least as
/// often as the lists that have it say, and beyond that at most the numbers of the other lists. All figures are exact where no
/// part had more values than fit.
/// </summary>
/// <remarks>
/// Order matters only once more than <see cref="MergedCount"/> values have come together and the rarest are given up, as in
/// Agarwal and others, "Mergeable summaries" (2012); so lists are merged in the order of the file.
/// </remarks>
internal sealed class FrequentValues
{
    /// <summary>A column of a part with no more values than this has them all listed: CMS's enumerations, and the days of a year.</summary>
    public const int CompleteCount = 512;

    /// <summary>Of other columns no more than this are listed.</summary>
    public const int FrequentCount = 128;

    public const int MaxLengthBytes = 32 << 10;

    /// <summary>No more values than this are kept of merged lists, so that a profile takes the same memory however large the file.</summary>
    public const int MergedCount = 4096;

    private readonly Dictionary<byte[], Occurrences> _values = new(ValueComparer.Instance);

    /// <summary>How often a value that is not listed may occur at most; 0 when all are listed.</summary>
    public long UnlistedBound { get; private set; }

    /// <summary>Every value of the column is listed, with its exact count.</summary>
    public bool IsComplete => UnlistedBound == 0;

    public int Count => _values.Count;

    public IEnumerable<byte[]> Values => _values.Keys;

    /// <summary>The most frequent first; of equally frequent ones the lesser bytes first.</summary>
    public IEnumerable<(byte[] Value, long Count, long MaxCount)> Ordered => _values
        .OrderByDescending(entry => entry.Value.Count).ThenBy(entry => entry.Key, ValueComparer.Instance)
        .Select(entry => (entry.Key, entry.Value.Count, entry.Value.Count + UnlistedBound - entry.Value.ListedBound));

    /// <param name="listed">Every value of one part that occurs more than <paramref name="unlistedBound"/> times.</param>
    public static FrequentValues OfPart(List<(byte[] Value, int Count)> listed, long unlistedBound)
    {
        if (listed.Sum(entry => entry.Value.Length) > MaxLengthBytes) unlistedBound = BoundWithinLength(listed);
        var values = new FrequentValues { UnlistedBound = unlistedBound };
        foreach (var (value, count) in listed)
            if (count > unlistedBound)
                values._values.Add(value, new Occurrences(count, unlistedBound));
        return values;
    }

    /// <summary>The count of the first that does not fit; all that occur as often go with it, so that no order decides.</summary>
    private static long BoundWithinLength(List<(byte[] Value, int Count)> listed)
    {
        var lengthBytes = 0;
        return listed.OrderByDescending(entry => entry.Count).First(entry => (lengthBytes += entry.Value.Length) > MaxLengthBytes).Count;
    }

    /// <summary>Adds a list as it was written.</summary>
    /// <param name="reader">Stands behind the list afterwards.</param>
    /// <param name="distinct">Gets the values of a list that has them all.</param>
    /// <returns>Whether it has.</returns>
    public bool Merge(ref SketchReader reader, HyperLogLog distinct)
    {
        var unlistedBound = reader.ReadInt64();
        var sums = _values.GetAlternateLookup<ReadOnlySpan<byte>>();
        for (var count = reader.ReadInt32(); count > 0; count--)
        {
            var value = reader.ReadBytes();
            ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(sums, value, out _);
            sum = new Occurrences(sum.Count + reader.ReadInt64(), sum.ListedBound + reader.ReadInt64());
            if (unlistedBound == 0) distinct.Add(ColumnSketch.Hash(value));
        }

        UnlistedBound += unlistedBound;
        if (_values.Count > MergedCount) GiveUpRarest();
        return unlistedBound == 0;
    }

    /// <summary>Keeps less than half; what is given up is covered by the bound from now on.</summary>
    private void GiveUpRarest()
    {
        var counts = _values.Values.Select(occurrences => occurrences.Count).ToArray();
        Array.Sort(counts);
        var last = counts[^(MergedCount / 2)];
        var rarest = _values.Where(entry => entry.Value.Count <= last).ToList();
        var bound = Math.Max(UnlistedBound, rarest.Max(entry => entry.Value.Count + UnlistedBound - entry.Value.ListedBound));
        foreach (var (value, _) in rarest) _values.Remove(value);
        foreach (var (value, occurrences) in _values) _values[value] = occurrences with { ListedBound = occurrences.ListedBound + bound - UnlistedBound };
        UnlistedBound = bound;
    }

    /// <summary>Values stand in the order in which they were listed: that in which the part's rows have them.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write7BitEncodedInt64(UnlistedBound);
        writer.Write7BitEncodedInt(_values.Count);
        foreach (var (value, occurrences) in _values)
        {
            writer.Write7BitEncodedInt(value.Length);
            writer.Write(value);
            writer.Write7BitEncodedInt64(occurrences.Count);
            writer.Write7BitEncodedInt64(occurrences.ListedBound);
        }
    }

    /// <param name="ListedBound">Of the lists that have the value, what they say of values that they do not have.</param>
    private readonly record struct Occurrences(long Count, long ListedBound);
}
