using System.Collections.Immutable;
using OpenPayments.GrainInterfaces;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Sources;

namespace OpenPayments.Grains.Tests.Support;

/// <summary>Messages and records as a run would have them.</summary>
internal static class Samples
{
    public static readonly FileId General = new(2023, new DateOnly(2025, 1, 30), Kind.General);
    public static readonly FileId Research = General with { Kind = Kind.Research };
    public static readonly FileId OlderGeneral = General with { Publication = new DateOnly(2024, 6, 28) };

    private static readonly FileLayout Layout = new(
        Kind.General,
        "general-g3",
        [.. Enumerable.Range(0, 91).Select(i => new LayoutColumn($"Column_Number_{i}_Of_The_Published_Header", $"column_number_{i}_of_the_published_header", ColumnType.Text, 500))]);

    public static SourceFile Source(FileId id) => new(
        id, $"/data/{id}.csv", null, $"OP_{id.Kind.Code}.csv", 64_000_000, new DateTimeOffset(2025, 1, 30, 12, 0, 0, TimeSpan.Zero), Layout with { Kind = id.Kind }, null);

    public static IngestRequest Request(string runId, params FileId[] files) => new(runId, [.. files.Select(Source)], new IngestionSettings(), Force: false);

    /// <summary>Chunks as they come: of about one size, each ending with a record.</summary>
    public static LandedFile Landed(SourceFile source, int chunkCount, int seed = 1)
    {
        var random = new Random(seed);
        var chunks = ImmutableArray.CreateBuilder<ChunkRange>(chunkCount);
        var (offset, record) = (4711L, 1L);
        for (var i = 0; i < chunkCount; i++)
        {
            var range = new ChunkRange(i, offset, (64L << 20) + random.Next(900), record, 112_000 + random.Next(6_000));
            chunks.Add(range);
            offset += range.LengthBytes;
            record += range.RecordCount;
        }

        return new LandedFile(source.Id, LakeKeys.Raw(source.Id, source.FileName), new string('a', 64), offset, record - 1, 0, TextEncoding.Utf8, source.Layout, chunks.ToImmutable());
    }

    public static ChunkResult Result(LandedFile file, int index) => new(
        index,
        file.Chunks[index].RecordCount,
        file.Chunks[index].RecordCount - 1,
        1,
        [new AmountTotals("total_amount_of_payment_usdollars", 1234 + index, 56, 0)],
        ImmutableSortedDictionary<string, long>.Empty.Add("npi-luhn", 1),
        new PartObject(LakeKeys.Part(Zone.Staging, new ChunkId(file.Id, index), "0123456789abcdef"), 9_000_000, new string('b', 64), file.Chunks[index].RecordCount - 1, Statistics),
        new PartObject(LakeKeys.Part(Zone.Quarantine, new ChunkId(file.Id, index), "0123456789abcdef"), 9_000, new string('c', 64), 1, []));

    private static readonly ImmutableArray<ColumnStatistics> Statistics =
        [.. Layout.Columns.Select(column => new ColumnStatistics(column.Name, 17, "2023-01-01", "2023-12-31"))];
}
