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

    private readonly List<Entry> _entries = [];

    /// <summary>Where each value stands among the entries; made once something is merged.</summary>
    private Dictionary<ReadOnlyMemory<byte>, int>? _positions;

    /// <summary>How often a value that is not listed may occur at most; 0 when all are listed.</summary>
    public long UnlistedBound { get; private set; }

    /// <summary>Every value of the column is listed, with its exact count.</summary>
    public bool IsComplete => UnlistedBound == 0;

    public int Count => _entries.Count;

    public IEnumerable<ReadOnlyMemory<byte>> Values => _entries.Select(entry => entry.Value);

    /// <summary>The most frequent first; of equally frequent ones the lesser bytes first.</summary>
    public IEnumerable<(byte[] Value, long Count, long MaxCount)> Ordered => _entries
        .OrderByDescending(entry => entry.Count).ThenBy(entry => entry.Value, ValueComparer.Instance)
        .Select(entry => (entry.Value.ToArray(), entry.Count, entry.Count + UnlistedBound - entry.ListedBound));

    /// <param name="listed">Every value of one part that occurs more than <paramref name="unlistedBound"/> times.</param>
    public static FrequentValues OfPart(List<(byte[] Value, int Count)> listed, long unlistedBound)
    {
        if (listed.Sum(entry => entry.Value.Length) > MaxLengthBytes) unlistedBound = BoundWithinLength(listed);
        var values = new FrequentValues { UnlistedBound = unlistedBound };
        foreach (var (value, count) in listed)
            if (count > unlistedBound)
                values._entries.Add(new Entry(value, count, unlistedBound));
        return values;
    }

    /// <summary>The count of the first that does not fit; all that occur as often go with it, so that no order decides.</summary>
    private static long BoundWithinLength(List<(byte[] Value, int Count)> listed)
    {
        var lengthBytes = 0;
        return listed.OrderByDescending(entry => entry.Count).First(entry => (lengthBytes += entry.Value.Length) > MaxLengthBytes).Count;
    }

    public void Merge(FrequentValues other)
    {
        _positions ??= Index();
        foreach (var entry in other._entries)
        {
            if (_positions.TryGetValue(entry.Value, out var position))
            {
                ref var sum = ref CollectionsMarshal.AsSpan(_entries)[position];
                sum = sum with { Count = sum.Count + entry.Count, ListedBound = sum.ListedBound + entry.ListedBound };
            }
            else
            {
                var own = entry with { Value = entry.Value.ToArray() };
                _positions.Add(own.Value, _entries.Count);
                _entries.Add(own);
            }
        }

        UnlistedBound += other.UnlistedBound;
        if (Count > MergedCount) GiveUpRarest();
    }

    private Dictionary<ReadOnlyMemory<byte>, int> Index()
    {
        var positions = new Dictionary<ReadOnlyMemory<byte>, int>(Count, ValueComparer.Instance);
        foreach (var entry in _entries) positions.Add(entry.Value, positions.Count);
        return positions;
    }

    /// <summary>Keeps less than half; what is given up is covered by the bound from now on.</summary>
    private void GiveUpRarest()
    {
        var counts = _entries.Select(entry => entry.Count).ToArray();
        Array.Sort(counts);
        var last = counts[^(MergedCount / 2)];
        var bound = Math.Max(UnlistedBound, _entries.Where(entry => entry.Count <= last).Max(entry => entry.Count + UnlistedBound - entry.ListedBound));
        _entries.RemoveAll(entry => entry.Count <= last);
        foreach (ref var entry in CollectionsMarshal.AsSpan(_entries)) entry = entry with { ListedBound = entry.ListedBound + bound - UnlistedBound };
        UnlistedBound = bound;
        _positions = Index();
    }

    /// <summary>Values stand in the order in which they were listed: that in which the part's rows have them.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write7BitEncodedInt64(UnlistedBound);
        writer.Write7BitEncodedInt(Count);
        foreach (var entry in _entries)
        {
            writer.Write7BitEncodedInt(entry.Value.Length);
            writer.Write(entry.Value.Span);
            writer.Write7BitEncodedInt64(entry.Count);
            writer.Write7BitEncodedInt64(entry.ListedBound);
        }
    }

    /// <summary>Its values stay in what is read.</summary>
    public static FrequentValues Read(ref SketchReader reader)
    {
        var values = new FrequentValues { UnlistedBound = reader.ReadInt64() };
        var count = reader.ReadInt32();
        values._entries.EnsureCapacity(count);
        for (; count > 0; count--)
            values._entries.Add(new Entry(reader.ReadBytes(), reader.ReadInt64(), reader.ReadInt64()));
        return values;
    }

    /// <param name="ListedBound">Of the lists that have the value, what they say of values that they do not have.</param>
    private readonly record struct Entry(ReadOnlyMemory<byte> Value, long Count, long ListedBound);
}
