using System.Runtime.InteropServices;
using System.Text;
using OpenPayments.Ingestion.Columns;
using OpenPayments.Ingestion.Parquet;
using OpenPayments.Ingestion.Stores;
using OpenPayments.Ingestion.Tests.TestSupport;

namespace OpenPayments.Ingestion.Tests.Parquet;

/// <summary>Parts whose constant column gets its text after all others were written.</summary>
public sealed class PartDraftTests
{
    private static readonly string Hash = new('7', 64);

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3000, false)]
    [InlineData(1, true)]
    [InlineData(3000, true)]
    [InlineData(RowGroups.MaxRowCount + 1, true)]
    public async Task Complete_OfADraftThatWasKept_GivesTheBytesOfWrite(int rowCount, bool storeTakesUnnamed)
    {
        using var writer = new EncodedPartWriter(CompressionCodec.Zstd);
        var expected = writer.Write(Columns(rowCount, Hash), rowCount);
        var bytes = expected.Bytes.ToArray();

        var store = new MemoryObjectStore { TakesUnnamed = storeTakesUnnamed };
        using var first = new EncodedPartWriter(CompressionCodec.Zstd);
        using var draft = first.Draft(Columns(rowCount, new string('0', 64)), rowCount);
        await draft.KeepAsync(store, TestContext.Current.CancellationToken);
        first.Write(Columns(rowCount: 100, "another part"), 100);
        var completed = writer.Complete(draft, Encoding.ASCII.GetBytes(Hash));

        var whole = completed.Bytes.ToArray();
        if (storeTakesUnnamed)
        {
            using var head = completed.Head!;
            await head.AppendAsync(whole, TestContext.Current.CancellationToken);
            await head.PutAsync("part", TestContext.Current.CancellationToken);
            whole = store.Objects["part"];
        }

        Assert.True(whole.AsSpan().SequenceEqual(bytes), "the bytes depend on when the text was known");
        Assert.Equal((expected.Sha256, expected.RowCount, expected.LengthBytes), (completed.Sha256, completed.RowCount, completed.LengthBytes));
        Assert.Equal(expected.Statistics, completed.Statistics);
        Assert.Equal(0, store.OpenUnnamedCount);
    }

    [Theory]
    [InlineData(5_000)]
    [InlineData(50_000)]
    [InlineData(200_000)]
    public async Task Head_IsWholePages_FromAPageOn(int rowCount)
    {
        using var writer = new EncodedPartWriter(CompressionCodec.Zstd);
        using var draft = writer.Draft(Columns(rowCount, Hash), rowCount);
        var length = draft.LengthBytes;
        Assert.True(MemoryMarshal.TryGetArray(draft.WriterPages, out var pages));
        Assert.Equal(0, Marshal.UnsafeAddrOfPinnedArrayElement(pages.Array!, pages.Offset) % IObjectStore.PageBytes);

        await draft.KeepAsync(new MemoryObjectStore { TakesUnnamed = true }, TestContext.Current.CancellationToken);

        Assert.Equal(0, draft.HeadLengthBytes % IObjectStore.PageBytes);
        Assert.Equal(length, draft.HeadLengthBytes + draft.LengthBytes);
    }

    [Theory]
    [InlineData(3000)]
    [InlineData(RowGroups.MaxRowCount + 1)]
    public void Complete_PutsTheTextInEveryRow_AndLeavesTheOtherColumns(int rowCount)
    {
        using var writer = new EncodedPartWriter(CompressionCodec.Snappy);
        using var draft = writer.Draft(Columns(rowCount, new string('0', 64)), rowCount);
        var table = ArrowTable.Read(writer.Complete(draft, Encoding.ASCII.GetBytes(Hash)).Bytes);

        Assert.Equal(Hash, Assert.Single(table["hash"].Distinct()));
        var columns = Columns(rowCount, Hash);
        foreach (var column in new[] { columns[0], columns[2] })
            Assert.True(ColumnValues.Of(column).SequenceEqual(table[column.Name]), column.Name);
    }

    private static IReadOnlyList<ColumnData> Columns(int rowCount, string hash)
    {
        var constant = new ConstantColumn("hash");
        constant.Fill(Encoding.ASCII.GetBytes(hash), rowCount);
        return
        [
            TestColumns.Int64("before", [.. Enumerable.Range(0, rowCount).Select(i => i % 7 == 0 ? null : (long?)(i % 100))]),
            constant,
            TestColumns.Int64("after", [.. Enumerable.Range(0, rowCount).Select(i => (long?)i)]),
        ];
    }
}
