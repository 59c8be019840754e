using System.Buffers.Binary;
using OpenPayments.Ingestion.Columns;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Tests.TestSupport;
using Parquet;
using Parquet.Meta;

namespace OpenPayments.Ingestion.Tests.Parquet;

/// <summary>What the footer of a file of one row group says of a column.</summary>
public sealed class FooterStatistics(Statistics statistics)
{
    public static async Task<Dictionary<string, FooterStatistics>> ReadAsync(ReadOnlyMemory<byte> bytes)
    {
        await using var reader = await ParquetReader.CreateAsync(new MemoryStream(bytes.ToArray()));
        return reader.Metadata!.RowGroups.Single().Columns.ToDictionary(
            chunk => chunk.MetaData!.PathInSchema.Single(),
            chunk => new FooterStatistics(chunk.MetaData!.Statistics!));
    }

    public byte[]? Min => statistics.MinValue;

    public byte[]? Max => statistics.MaxValue;

    public void AssertFit(ColumnData column)
    {
        Assert.Equal(column.RowCount - column.ValueCount, statistics.NullCount);
        if (column.ValueCount == 0)
        {
            Assert.Null(Min);
            Assert.Null(Max);
        }
        else if (column is NumberColumnData numbers) AssertFit(numbers);
        else AssertFit((TextColumnData)column);
    }

    private void AssertFit(NumberColumnData column)
    {
        var isNarrow = column.Type is ColumnType.Date or ColumnType.Int32;
        Assert.Equal(column.Values.ToArray().Min(), Number(Min!));
        Assert.Equal(column.Values.ToArray().Max(), Number(Max!));

        long Number(byte[] value) => isNarrow ? BinaryPrimitives.ReadInt32LittleEndian(value) : BinaryPrimitives.ReadInt64LittleEndian(value);
    }

    /// <summary>Texts may have no bounds, or shortened ones that say so; a bound inside the values would make readers skip rows.</summary>
    private void AssertFit(TextColumnData column)
    {
        if (Min is null || Max is null) return;
        var texts = ColumnValues.Of(column).OfType<string>().Select(System.Text.Encoding.UTF8.GetBytes).ToList();
        texts.Sort((left, right) => left.AsSpan().SequenceCompareTo(right));
        Assert.True(Min.AsSpan().SequenceCompareTo(texts[0]) <= 0, $"{column.Name}: the minimum is above a value");
        Assert.True(Max.AsSpan().SequenceCompareTo(texts[^1]) >= 0, $"{column.Name}: the maximum is below a value");
        if (statistics.IsMinValueExact != false) Assert.Equal(texts[0], Min);
        if (statistics.IsMaxValueExact != false) Assert.Equal(texts[^1], Max);
    }
}
