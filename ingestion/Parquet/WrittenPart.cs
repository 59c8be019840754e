using System.Collections.Immutable;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Parquet;

/// <summary>One Parquet file, not yet stored.</summary>
/// <param name="Bytes">Those behind <see cref="Head"/>, in the writer's own buffer: copy or store them before the next part.</param>
/// <param name="Sha256">Of all bytes, lower-case hex.</param>
/// <param name="Statistics">Of every column, for the table's log.</param>
public sealed record WrittenPart(ReadOnlyMemory<byte> Bytes, string Sha256, long RowCount, ImmutableArray<ColumnStatistics> Statistics)
{
    /// <summary>Where the first bytes are already; null when all are in <see cref="Bytes"/>.</summary>
    public IUnnamedObject? Head { get; init; }

    /// <summary>Of the whole part.</summary>
    public int LengthBytes { get; init; } = Bytes.Length;

    /// <summary>The part as an object of the lake.</summary>
    public PartObject ToObject(string key) => new(key, LengthBytes, Sha256, RowCount, Statistics);
}
