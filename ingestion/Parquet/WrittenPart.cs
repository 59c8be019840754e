using System.Collections.Immutable;
using OpenPayments.Ingestion.Chunks;

namespace OpenPayments.Ingestion.Parquet;

/// <summary>One Parquet file in memory, not yet stored.</summary>
/// <param name="Bytes">The writer's own buffer: copy or store it before the next part.</param>
/// <param name="Sha256">Of <paramref name="Bytes"/>, lower-case hex.</param>
/// <param name="Statistics">Of every column, for the table's log.</param>
public sealed record WrittenPart(ReadOnlyMemory<byte> Bytes, string Sha256, long RowCount, ImmutableArray<ColumnStatistics> Statistics)
{
    /// <summary>The part as an object of the lake.</summary>
    public PartObject ToObject(string key) => new(key, Bytes.Length, Sha256, RowCount, Statistics);
}
