using System.Globalization;
using System.Text;
using OpenPayments.Ingestion.Columns;
using OpenPayments.Ingestion.Parquet;
using OpenPayments.Ingestion.Tests.TestSupport;
using Parquet;

namespace OpenPayments.Ingestion.Tests.Parquet;

/// <summary>Far more distinct texts than any chunk has, from the engine's own builders; readers are asked group by group, as nobody holds all of it.</summary>
public sealed class ManyTextsTests
{
    private const int TextCount = 10_000_000;

    /// <summary>Has no factor in common with the number of texts, so that every text comes once and neighbours differ.</summary>
    private const long Step = 7919;

    private static readonly string[] Names = ["dictionary", "adaptive"];

    [Fact]
    public async Task TenMillionDistinctTexts_AreReadIdentically()
    {
        using var writer = new EncodedPartWriter(CompressionCodec.Zstd);
        var part = writer.Write(Build(), TextCount);

        Assert.Equal(TextCount, CountInDuckDb(part.Bytes));
        Assert.Equal(TextCount, CountInArrow(part.Bytes));
        Assert.Equal(TextCount, await CountInParquetNetAsync(part.Bytes));
    }

    /// <summary>The same texts in a dictionary to the end, and in a column that gives its dictionary up on the way.</summary>
    private static TextColumnBuilder[] Build()
    {
        TextColumnBuilder[] columns = [new DictionaryColumnBuilder(Names[0], []), new AdaptiveColumnBuilder(Names[1], [])];
        var cells = new CellBatch { Buffer = new byte[RowSet.MaxRows * 8 + 2 * CellBatch.PaddingBytes] };
        for (var first = 0; first < TextCount; first += cells.Count)
        {
            cells.Count = Math.Min(RowSet.MaxRows, TextCount - first);
            for (var i = 0; i < cells.Count; i++)
            {
                (cells.Rows[i], cells.Starts[i]) = ((byte)i, CellBatch.PaddingBytes + 8 * i);
                cells.Lengths[i] = Encoding.ASCII.GetBytes(TextOf(first + i), cells.Buffer.AsSpan(cells.Starts[i]));
            }

            foreach (var column in columns)
            {
                Assert.True(column.Append(cells).IsEmpty);
                column.Commit(RowSet.First(cells.Count), RowSet.First(cells.Count));
            }
        }

        Assert.Equal([true, false], columns.Select(column => column.IsDictionary));
        Assert.Equal(TextCount, columns[0].TextCount);
        return columns;
    }

    private static string TextOf(int row) => (row * Step % TextCount).ToString("D8", CultureInfo.InvariantCulture);

    private static long CountInDuckDb(ReadOnlyMemory<byte> bytes) => (long)DuckDbTable.Query(bytes, string.Create(CultureInfo.InvariantCulture,
        $"SELECT count(*) AS n FROM read_parquet('{{0}}', file_row_number = true) WHERE dictionary = adaptive AND adaptive = printf('%08d', file_row_number * {Step} % {TextCount})"))["n"][0]!;

    private static int CountInArrow(ReadOnlyMemory<byte> bytes)
    {
        using var file = ArrowTable.Open(bytes);
        var counts = new int[Names.Length];
        for (var i = 0; i < file.FileMetaData.NumRowGroups; i++)
        {
            using var group = file.RowGroup(i);
            for (var column = 0; column < counts.Length; column++)
            {
                using var texts = group.Column(column).LogicalReader<string>();
                counts[column] += CountFrom(counts[column], texts.ReadAll((int)group.MetaData.NumRows));
            }
        }

        return Assert.Single(counts.Distinct());
    }

    private static async Task<int> CountInParquetNetAsync(ReadOnlyMemory<byte> bytes)
    {
        await using var reader = await ParquetReader.CreateAsync(new MemoryStream(bytes.ToArray()));
        var counts = new int[Names.Length];
        for (var i = 0; i < reader.RowGroupCount; i++)
        {
            using var group = reader.OpenRowGroupReader(i);
            for (var column = 0; column < counts.Length; column++)
            {
                var texts = new string?[group.RowCount];
                await group.ReadAsync(reader.Schema.DataFields[column], texts);
                counts[column] += CountFrom(counts[column], texts);
            }
        }

        return Assert.Single(counts.Distinct());
    }

    /// <summary>Texts that are what they should be, from a row on up to the first that is not.</summary>
    private static int CountFrom(int firstRow, string?[] texts)
    {
        var count = 0;
        while (count < texts.Length && texts[count] == TextOf(firstRow + count)) count++;
        return count;
    }
}
