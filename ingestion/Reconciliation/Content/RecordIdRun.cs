using System.Buffers.Binary;
using System.IO.Hashing;

namespace OpenPayments.Ingestion.Reconciliation.Content;

/// <summary>The record ids of one chunk as hashes with their places, for the search for duplicates.</summary>
internal sealed class RecordIdRun
{
    public List<RecordIdEntry> Entries { get; } = [];

    public void Add(ReadOnlySpan<byte> id, RecordPlace place) => Entries.Add(new RecordIdEntry(XxHash3.HashToUInt64(id), place));
}

/// <param name="Hash">Of the id; different ids may have the same.</param>
internal readonly record struct RecordIdEntry(ulong Hash, RecordPlace Place) : IComparable<RecordIdEntry>
{
    public const int SizeBytes = 28;

    /// <summary>Equal ids stand together, in the order of the file.</summary>
    public int CompareTo(RecordIdEntry other)
    {
        var order = Hash.CompareTo(other.Hash);
        return order != 0 ? order : Place.Number.CompareTo(other.Place.Number);
    }

    public static RecordIdEntry Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        new RecordPlace(BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]), BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]), BinaryPrimitives.ReadInt32LittleEndian(bytes[24..])));

    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Hash);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], Place.Number);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], Place.OffsetBytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[24..], Place.LengthBytes);
    }
}
