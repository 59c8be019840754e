using System.IO.Hashing;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Profiles.Sketches;

/// <summary>
/// What is kept of one column of some rows. Sketches of several parts merge to that of all, in any order to the same but for
/// what <see cref="FrequentValues"/> says. Values are bytes: texts as they are, numbers as <see cref="NumberKey"/>.
/// </summary>
internal sealed class ColumnSketch(string name, ColumnType type)
{
    public string Name { get; } = name;

    public ColumnType Type { get; } = type;

    /// <summary>Rows that are not NULL.</summary>
    public long ValueCount { get; set; }

    /// <summary>Null when there is no value.</summary>
    public byte[]? Min { get; set; }

    public byte[]? Max { get; set; }

    /// <summary>In characters, of texts; the least is <see cref="int.MaxValue"/> when there is none.</summary>
    public int MinLength { get; set; } = int.MaxValue;

    public int MaxLength { get; set; }

    /// <summary>Where all values are listed, they tell it.</summary>
    public HyperLogLog Distinct => field ??= Frequent.IsComplete ? OfListed(new(), Frequent) : new();

    public FrequentValues Frequent { get; set; } = new();

    /// <summary>Of amounts and counts; null for other types.</summary>
    public QuantileSketch? Quantiles { get; } = type is ColumnType.Cents or ColumnType.Int32 ? new QuantileSketch() : null;

    /// <summary>A function of the value alone, on every machine.</summary>
    public static ulong Hash(ReadOnlySpan<byte> value) => XxHash3.HashToUInt64(value);

    public void Merge(ColumnSketch other)
    {
        if (other.Name != Name || other.Type != Type) throw new ArgumentException($"A sketch of {other.Name} is none of {Name}.", nameof(other));
        ValueCount += other.ValueCount;
        if (Min is null || other.Min is not null && other.Min.AsSpan().SequenceCompareTo(Min) < 0) Min = other.Min;
        if (Max is null || other.Max is not null && other.Max.AsSpan().SequenceCompareTo(Max) > 0) Max = other.Max;
        MinLength = Math.Min(MinLength, other.MinLength);
        MaxLength = Math.Max(MaxLength, other.MaxLength);
        if (other.Frequent.IsComplete) OfListed(Distinct, other.Frequent);
        else Distinct.Merge(other.Distinct);
        Frequent.Merge(other.Frequent);
        Quantiles?.Merge(other.Quantiles!);
    }

    private static HyperLogLog OfListed(HyperLogLog distinct, FrequentValues listed)
    {
        foreach (var value in listed.Values) distinct.Add(Hash(value.Span));
        return distinct;
    }
}
