using System.IO.Hashing;
using OpenPayments.Ingestion.Columns;

namespace OpenPayments.Ingestion.Parquet.Pages;

/// <summary>
/// Puts pages into the file: a header with sizes and the checksum of what follows, then the compressed page. A data page
/// is the definition levels behind their length, then the values of the rows that have one.
/// </summary>
internal sealed class PageWriter(PageCompressor compressor, ByteBuffer file)
{
    /// <summary>Readers take pages whole: large enough to compress well, small enough for a processor's cache.</summary>
    private const int AimedPageSizeBytes = 1 << 20;

    private const int DataPage = 0;
    private const int DictionaryPage = 2;

    private readonly ByteBuffer _page = new();
    private readonly ByteBuffer _compressed = new();

    public void WriteDictionary(ReadOnlySpan<byte> entries, int entryCount, ColumnChunk chunk)
    {
        chunk.DictionaryPageOffset = file.Length;
        Write(DictionaryPage, entries, entryCount, PageEncoding.Plain, chunk);
    }

    public void WriteData(ColumnData column, RowRange rows, int firstValue, IPageValues values, ColumnChunk chunk)
    {
        chunk.DataPageOffset = file.Length;
        chunk.DataEncoding = values.Encoding;
        foreach (var pageRows in rows.Split(values.SizeBytes / AimedPageSizeBytes + 1))
        {
            var valueCount = column.ValueCountIn(pageRows);
            _page.Clear();
            _page.WriteInt32(0);
            HybridEncoding.WriteLevels(column.ValidityOf(pageRows), pageRows.RowCount, _page);
            _page.PatchInt32(0, _page.Length - sizeof(int));
            values.Write(firstValue, valueCount, _page);
            Write(DataPage, _page.Written, pageRows.RowCount, values.Encoding, chunk);
            chunk.DataPageCount++;
            firstValue += valueCount;
        }
    }

    private void Write(int pageType, ReadOnlySpan<byte> page, int entryCount, PageEncoding encoding, ColumnChunk chunk)
    {
        _compressed.Clear();
        compressor.Compress(page, _compressed);
        var start = file.Length;
        WriteHeader(pageType, page.Length, entryCount, encoding);
        var headerSize = file.Length - start;
        file.Write(_compressed.Written);
        chunk.UncompressedSizeBytes += headerSize + page.Length;
        chunk.CompressedSizeBytes += headerSize + _compressed.Length;
    }

    private void WriteHeader(int pageType, int sizeBytes, int entryCount, PageEncoding encoding)
    {
        var header = new ThriftWriter(file);
        header.Begin();
        header.Int32(1, pageType);
        header.Int32(2, sizeBytes);
        header.Int32(3, _compressed.Length);
        header.Int32(4, (int)Crc32.HashToUInt32(_compressed.Written));
        header.Begin(pageType == DataPage ? 5 : 7);
        header.Int32(1, entryCount);
        header.Int32(2, (int)encoding);
        if (pageType == DataPage)
        {
            header.Int32(3, (int)PageEncoding.Rle);
            header.Int32(4, (int)PageEncoding.Rle);
        }

        header.End();
        header.End();
    }
}
