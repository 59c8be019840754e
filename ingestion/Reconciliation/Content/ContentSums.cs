using System.Buffers.Binary;
using System.IO.Hashing;

namespace OpenPayments.Ingestion.Reconciliation.Content;

/// <summary>
/// What a set of records holds, in sums that do not depend on the order in which it was read: records, values and totals of
/// each column, and for each column the sum of the hashes of (record number, value). Two sets that agree in all of them hold
/// the same values in the same records: a swapped, doubled, missing or changed cell changes the sum of its column.
/// </summary>
internal sealed class ContentSums(int columnCount) : ICellSink
{
    private readonly ColumnSum[] _columns = new ColumnSum[columnCount];

    public long RecordCount { get; private set; }

    public long UnreadableCount { get; private set; }

    /// <summary>Of the records' numbers, places and lengths, and of the bytes of unreadable ones.</summary>
    public ulong Checksum { get; private set; }

    public ReadOnlySpan<ColumnSum> Columns => _columns;

    public void Record(long number, long offsetBytes, int lengthBytes)
    {
        Span<byte> place = stackalloc byte[12];
        BinaryPrimitives.WriteInt64LittleEndian(place, offsetBytes);
        BinaryPrimitives.WriteInt32LittleEndian(place[8..], lengthBytes);
        Checksum += XxHash3.HashToUInt64(place, number);
        RecordCount++;
    }

    public void Text(long number, int column, ReadOnlySpan<byte> text)
    {
        ref var sum = ref _columns[column];
        sum.Checksum += XxHash3.HashToUInt64(text, number);
        sum.ValueCount++;
    }

    public void Number(long number, int column, long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        ref var sum = ref _columns[column];
        sum.Checksum += XxHash3.HashToUInt64(bytes, number);
        sum.ValueCount++;
        sum.Total += value;
    }

    public void Misfit(long number, int column, ReadOnlySpan<byte> text)
    {
        Text(number, column, text);
        _columns[column].MisfitCount++;
    }

    public void Unreadable(long number, long offsetBytes, ReadOnlySpan<byte> record)
    {
        Record(number, offsetBytes, record.Length);
        Checksum += XxHash3.HashToUInt64(record, number);
        UnreadableCount++;
    }

    public void Add(ContentSums other)
    {
        RecordCount += other.RecordCount;
        UnreadableCount += other.UnreadableCount;
        Checksum += other.Checksum;
        for (var i = 0; i < _columns.Length; i++) _columns[i].Add(other._columns[i]);
    }

    /// <summary>Whether both hold the same records, cell for cell.</summary>
    public bool Equals(ContentSums other) =>
        RecordCount == other.RecordCount && UnreadableCount == other.UnreadableCount && Checksum == other.Checksum && _columns.AsSpan().SequenceEqual(other._columns);

    /// <summary>Positions of the columns in which the two differ.</summary>
    public IEnumerable<int> DifferingColumns(ContentSums other) => Enumerable.Range(0, _columns.Length).Where(i => _columns[i] != other._columns[i]);
}

/// <param name="Total">Sum of the values of a typed column, misfits left out.</param>
internal record struct ColumnSum(long ValueCount, long MisfitCount, long Total, ulong Checksum)
{
    public void Add(ColumnSum other) =>
        (ValueCount, MisfitCount, Total, Checksum) = (ValueCount + other.ValueCount, MisfitCount + other.MisfitCount, Total + other.Total, Checksum + other.Checksum);
}
