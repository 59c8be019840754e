using System.Security.Cryptography;
using OpenPayments.Ingestion.Columns;
using OpenPayments.Ingestion.Parquet.Pages;

namespace OpenPayments.Ingestion.Parquet;

/// <summary>
/// Writes parts page by page from what the column builders have: their dictionaries, ids, validity words and numbers go into
/// Parquet's encodings as they are, where a general writer would have to find them again.
/// </summary>
public sealed class EncodedPartWriter : IPartWriter
{
    public const string WriterVersion = "openpayments-pages/2 zstd-1.5.7 snappier-1.3.1";

    public const int DefaultZstdLevel = 1;

    private const int SnappyCode = 1;
    private const int ZstdCode = 6;

    private readonly ByteBuffer _file = new();
    private readonly PageCompressor _compressor;
    private readonly PageWriter _pages;
    private readonly TextColumnEncoder _texts;
    private readonly NumberColumnEncoder _numbers;
    private readonly int _codecCode;

    public EncodedPartWriter(CompressionCodec codec, int zstdLevel = DefaultZstdLevel)
    {
        _codecCode = codec == CompressionCodec.Zstd ? ZstdCode : SnappyCode;
        _compressor = new PageCompressor(codec, zstdLevel);
        _pages = new PageWriter(_compressor, _file);
        _texts = new TextColumnEncoder(_pages);
        _numbers = new NumberColumnEncoder(_pages);
    }

    public WrittenPart Write(IReadOnlyList<ColumnData> columns, int rowCount)
    {
        _file.Clear();
        _file.Write("PAR1"u8);
        var groups = new List<ColumnChunk[]>();
        var firstValues = new int[columns.Count];
        foreach (var rows in RowGroups.Split(columns, rowCount))
            groups.Add(WriteGroup(columns, rows, firstValues));

        var footerStart = _file.Length;
        new FooterWriter(_file).Write(columns, rowCount, groups, _codecCode, $"OpenPayments version 1 (build {WriterVersion})");
        _file.WriteInt32(_file.Length - footerStart);
        _file.Write("PAR1"u8);
        return new WrittenPart(_file.WrittenMemory, Convert.ToHexStringLower(SHA256.HashData(_file.Written)), rowCount, PartStatistics.Of(columns));
    }

    public void Dispose() => _compressor.Dispose();

    private ColumnChunk[] WriteGroup(IReadOnlyList<ColumnData> columns, RowRange rows, int[] firstValues)
    {
        var chunks = new ColumnChunk[columns.Count];
        for (var i = 0; i < chunks.Length; i++)
        {
            var column = columns[i];
            var valueCount = column.ValueCountIn(rows);
            chunks[i] = new ColumnChunk(column, rows.RowCount, valueCount);
            if (valueCount == 0) _pages.WriteData(rows, 0, new NoValues(), chunks[i]);
            else if (column is TextColumnData texts) _texts.Write(texts, rows, firstValues[i], valueCount, chunks[i]);
            else _numbers.Write((NumberColumnData)column, rows, firstValues[i], valueCount, chunks[i]);
            firstValues[i] += valueCount;
        }

        return chunks;
    }
}
