using OpenPayments.Ingestion.Columns;
using OpenPayments.Ingestion.Parquet;
using OpenPayments.Ingestion.Parquet.ParquetNet;
using OpenPayments.Ingestion.Tests.TestSupport;

namespace OpenPayments.Ingestion.Tests.Parquet;

/// <summary>What every part writer must hold, seen through three independent readers.</summary>
public sealed class PartWriterTests
{
    private static readonly Dictionary<string, Func<CompressionCodec, IPartWriter>> Writers = new()
    {
        ["Parquet.Net"] = codec => new ParquetNetPartWriter(codec),
        ["encoded"] = codec => new EncodedPartWriter(codec),
    };

    public static TheoryData<string, string> WritersAndCases =>
        [.. from writer in Writers.Keys from name in ColumnCases.Names select (writer, name)];

    public static TheoryData<string, CompressionCodec> WritersAndCodecs =>
        [.. from writer in Writers.Keys from codec in Enum.GetValues<CompressionCodec>() select (writer, codec)];

    public static TheoryData<string> WriterNames => [.. Writers.Keys];

    [Theory]
    [MemberData(nameof(WritersAndCases))]
    public async Task Write_AnyCase_EveryReaderSeesTheSameValues(string writerName, string name)
    {
        var columns = ColumnCases.Columns(name);
        using var writer = Writers[writerName](CompressionCodec.Zstd);
        await AssertReadBackAsync(columns, writer.Write(columns, columns[0].RowCount));
    }

    [Theory]
    [MemberData(nameof(WritersAndCodecs))]
    public async Task Write_RandomColumnsFromAReusedWriter_EveryReaderSeesTheSameValues(string writerName, CompressionCodec codec)
    {
        using var writer = Writers[writerName](codec);
        for (var seed = 0; seed < 15; seed++)
        {
            var random = new Random(seed);
            var columns = RandomColumns.Make(seed, rowCount: 1 + random.Next(3000), nullShare: random.NextDouble());
            try
            {
                await AssertReadBackAsync(columns, writer.Write(columns, columns[0].RowCount));
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"seed {seed}", exception);
            }
        }
    }

    [Fact]
    public async Task Write_AtAHigherLevelOfZstd_IsSmallerAndReadTheSame()
    {
        IReadOnlyList<ColumnData> columns = [TestColumns.PlainText("plain", [.. Enumerable.Range(0, 20_000).Select(i => $"{i * 7919 % 20_011} Main Street, Springfield {i % 50}")])];
        using var quick = new EncodedPartWriter(CompressionCodec.Zstd);
        using var thorough = new EncodedPartWriter(CompressionCodec.Zstd, IngestionSettings.MaxZstdLevel);
        var part = thorough.Write(columns, 20_000);

        Assert.InRange(part.Bytes.Length, 1, quick.Write(columns, 20_000).Bytes.Length - 1);
        await AssertReadBackAsync(columns, part);
    }

    [Theory]
    [MemberData(nameof(WritersAndCodecs))]
    public void Write_SameColumnsTwice_GivesTheSameBytes(string writerName, CompressionCodec codec)
    {
        var columns = RandomColumns.Make(seed: 11, rowCount: 2000, nullShare: 0.5);
        using var first = Writers[writerName](codec);
        var expected = first.Write(columns, 2000).Bytes.ToArray();

        using var second = Writers[writerName](codec);
        second.Write(RandomColumns.Make(seed: 12, rowCount: 3000, nullShare: 0.1), 3000);
        var part = second.Write(columns, 2000);

        Assert.True(part.Bytes.Span.SequenceEqual(expected), "the bytes depend on what the writer wrote before");
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(expected)), part.Sha256);
    }

    [Theory]
    [MemberData(nameof(WriterNames))]
    public async Task Write_MoreRowsThanAGroupHolds_CutsTheRowsIntoGroups(string writerName)
    {
        const int RowCount = RowGroups.MaxRowCount + 1;
        IReadOnlyList<ColumnData> columns =
        [
            TestColumns.Int64("position", [.. Enumerable.Range(0, RowCount).Select(i => i % 7 != 0 ? null : (long?)i)]),
            TestColumns.Text("text", [.. Enumerable.Range(0, RowCount).Select(i => i % 9 != 0 ? null : i < RowCount / 2 ? "first half" : $"{i % 100}")]),
            TestColumns.PlainText("plain", [.. Enumerable.Range(0, RowCount).Select(i => i % 100 != 0 ? null : $"{i}")]),
        ];
        using var writer = Writers[writerName](CompressionCodec.Zstd);
        var part = writer.Write(columns, RowCount);

        using (var file = ArrowTable.Open(part.Bytes))
            Assert.Equal(2, file.FileMetaData.NumRowGroups);
        await AssertReadBackAsync(columns, part);
    }

    [Theory]
    [MemberData(nameof(WritersAndCases))]
    public async Task Write_AnyCase_FooterStatisticsBoundTheValues(string writerName, string name)
    {
        var columns = ColumnCases.Columns(name);
        using var writer = Writers[writerName](CompressionCodec.Zstd);
        var statistics = await FooterStatistics.ReadAsync(writer.Write(columns, columns[0].RowCount).Bytes);
        foreach (var column in columns)
            statistics[column.Name].AssertFit(column);
    }

    [Fact]
    public void Write_ThenOneBitFlips_ReadersThatCheckRefuseThePage()
    {
        IReadOnlyList<ColumnData> columns =
        [
            TestColumns.Text("dictionary", [.. Enumerable.Range(0, 5000).Select(i => $"{i * 31 % 1000}")]),
            TestColumns.PlainText("plain", [.. Enumerable.Range(0, 5000).Select(i => $"{i * 7919 % 5003}")]),
            TestColumns.Int64("position", [.. Enumerable.Range(0, 5000).Select(i => (long?)i * i)]),
        ];
        using var writer = new EncodedPartWriter(CompressionCodec.Snappy);
        var bytes = writer.Write(columns, 5000).Bytes.ToArray();
        ArrowTable.Read(bytes);
        var dataEnd = bytes.Length - 8 - BitConverter.ToInt32(bytes, bytes.Length - 8);

        var random = new Random(5);
        for (var i = 0; i < 50; i++)
        {
            var damaged = bytes.ToArray();
            damaged[random.Next(4, dataEnd)] ^= (byte)(1 << random.Next(8));
            Assert.ThrowsAny<Exception>(() => ArrowTable.Read(damaged));
        }
    }

    [Fact]
    public void Write_ColumnsOfUnequalLength_Throws()
    {
        using var writer = PartWriters.Create(CompressionCodec.Zstd);
        Assert.Throws<ArgumentException>(() => writer.Write([TestColumns.Int32("one", 1), TestColumns.Int32("two", 1, 2)], 1));
    }

    private static async Task AssertReadBackAsync(IReadOnlyList<ColumnData> columns, WrittenPart part)
    {
        var tables = new[] { await ParquetNetTable.ReadAsync(part.Bytes), ArrowTable.Read(part.Bytes), DuckDbTable.Read(part.Bytes) };
        foreach (var table in tables)
        {
            Assert.Equal(columns.Select(column => column.Name), table.Keys);
            foreach (var column in columns)
            {
                var expected = ColumnValues.Of(column);
                if (!expected.SequenceEqual(table[column.Name])) Assert.Equal(expected, table[column.Name]);
            }
        }
    }
}
