using System.IO.Hashing;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Profiles.Sketches;

/// <summary>
/// What is kept of one column of some rows. Sketches of several parts are merged to that of all, in any order to the same but for
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

    public HyperLogLog Distinct { get; } = new();

    public FrequentValues Frequent { get; set; } = new();

    /// <summary>Of amounts and counts; null for other types.</summary>
    public QuantileSketch? Quantiles { get; } = type is ColumnType.Cents or ColumnType.Int32 ? new QuantileSketch() : null;

    /// <summary>A function of the value alone, on every machine.</summary>
    public static ulong Hash(ReadOnlySpan<byte> value) => XxHash3.HashToUInt64(value);
}
