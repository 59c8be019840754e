using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Columns;

/// <summary>
/// One column of a part, as its builder leaves it: the seam between building columns and writing Parquet.
/// Values are dense: only rows that are present have one, in row order. Spans stay valid until the builder is reset.
/// </summary>
public abstract class ColumnData(string name, ColumnType type)
{
    public string Name { get; } = name;

    public ColumnType Type { get; } = type;

    public abstract int RowCount { get; }

    /// <summary>Rows that are not NULL, which is the number of values.</summary>
    public abstract int ValueCount { get; }

    /// <summary>One bit a row, lowest bit first; set when the row has a value. Bits past <see cref="RowCount"/> are zero.</summary>
    public abstract ReadOnlySpan<ulong> Validity { get; }
}

/// <summary>A column of numbers: days, cents, counts or positions, all widened to 64 bits.</summary>
public abstract class NumberColumnData(string name, ColumnType type) : ColumnData(name, type)
{
    public abstract ReadOnlySpan<long> Values { get; }
}

/// <summary>
/// A column of texts: either a dictionary (each value an id, ids in order of first appearance) or plain
/// (<see cref="Ids"/> is empty and value i is <see cref="GetText"/>(i)).
/// </summary>
public abstract class TextColumnData(string name) : ColumnData(name, ColumnType.Text)
{
    /// <summary>False when the values are all kept one after another because a dictionary would not pay.</summary>
    public abstract bool IsDictionary { get; }

    /// <summary>One dictionary id a value; empty when the column is plain.</summary>
    public abstract ReadOnlySpan<int> Ids { get; }

    /// <summary>Number of dictionary entries, or of values when the column is plain. Entries may be unused.</summary>
    public abstract int TextCount { get; }

    /// <summary>Bytes of all entries, or values, together.</summary>
    public abstract long TextSizeBytes { get; }

    /// <summary>The UTF-8 bytes of a dictionary entry, or of a value when the column is plain.</summary>
    public abstract ReadOnlySpan<byte> GetText(int index);

    /// <summary>Some values of a plain column, as they stand in memory.</summary>
    public virtual TextRun GetRun(int firstValue, int valueCount) => throw new InvalidOperationException($"The texts of {Name} stand in a dictionary.");
}
