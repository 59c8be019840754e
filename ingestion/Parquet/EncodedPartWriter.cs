using OpenPayments.Ingestion.Columns;
using OpenPayments.Ingestion.Parquet.Pages;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Parquet;

/// <summary>
/// Writes parts page by page from what the column builders have: their dictionaries, ids, validity words and numbers go into
/// Parquet's encodings as they are, where a general writer would have to find them again.
/// </summary>
public sealed class EncodedPartWriter : IPartWriter
{
    public const string WriterVersion = "openpayments-pages/2 zstd-1.5.7 snappier-1.3.1";

    private const int SnappyCode = 1;
    private const int ZstdCode = 6;

    private readonly ByteBuffer _file = new();
    private readonly ByteBuffer _constantPages = new();
    private readonly ConstantColumn _constant = new(ProvenanceColumns.SourceSha256);
    private readonly PageCompressor _compressor;
    private readonly PageWriter _pages;
    private readonly TextColumnEncoder _texts;
    private readonly NumberColumnEncoder _numbers;
    private readonly TextColumnEncoder _constants;
    private readonly int _codecCode;

    public EncodedPartWriter(CompressionCodec codec, int zstdLevel = IngestionSettings.DefaultZstdLevel)
    {
        _codecCode = codec == CompressionCodec.Zstd ? ZstdCode : SnappyCode;
        _compressor = new PageCompressor(codec, zstdLevel);
        _pages = new PageWriter(_compressor, _file);
        _texts = new TextColumnEncoder(_pages);
        _numbers = new NumberColumnEncoder(_pages);
        _constants = new TextColumnEncoder(new PageWriter(_compressor, _constantPages));
    }

    public WrittenPart Write(IReadOnlyList<ColumnData> columns, int rowCount)
    {
        using var draft = Draft(columns, rowCount);
        return Complete(draft, columns.OfType<ConstantColumn>().SingleOrDefault()?.Text ?? []);
    }

    /// <summary>Writes all but what depends on the text of the constant column; of that text only the length is looked at.</summary>
    public PartDraft Draft(IReadOnlyList<ColumnData> columns, int rowCount)
    {
        _file.Clear();
        _file.Write("PAR1"u8);
        var groups = new List<ColumnChunk[]>();
        var firstValues = new int[columns.Count];
        foreach (var rows in RowGroups.Split(columns, rowCount))
            groups.Add(WriteGroup(columns, rows, firstValues));
        return new PartDraft(_file.WrittenMemory, rowCount, groups, PartStatistics.Of(columns));
    }

    /// <summary>The bytes that the part has always had, whenever and by whichever writer it was drafted, but for what the store has of them; they stay valid until the next call.</summary>
    /// <param name="draft">From this writer's last call, unless it was kept.</param>
    public WrittenPart Complete(PartDraft draft, byte[] constantText)
    {
        ArgumentNullException.ThrowIfNull(draft);
        if (draft.KeptPages is { } kept)
        {
            _file.Clear();
            _file.Write(kept.Span);
        }

        InsertConstant(draft, constantText);
        var footerStart = _file.Length;
        new FooterWriter(_file).Write(draft.RowCount, draft.Groups, _codecCode, $"OpenPayments version 1 (build {WriterVersion})");
        _file.WriteInt32(_file.Length - footerStart);
        _file.Write("PAR1"u8);
        return new WrittenPart(_file.WrittenMemory, draft.Hash(_file.Written), draft.RowCount, draft.Statistics)
        {
            Head = draft.TakeHead(),
            LengthBytes = draft.HeadLengthBytes + _file.Length,
        };
    }

    public void Dispose() => _compressor.Dispose();

    private ColumnChunk[] WriteGroup(IReadOnlyList<ColumnData> columns, RowRange rows, int[] firstValues)
    {
        var chunks = new ColumnChunk[columns.Count];
        for (var i = 0; i < chunks.Length; i++)
        {
            var column = columns[i];
            var valueCount = column.ValueCountIn(rows);
            chunks[i] = new ColumnChunk(column.Name, column.Type, rows.RowCount, valueCount) { IsPending = column is ConstantColumn };
            if (chunks[i].IsPending) chunks[i].DataPageOffset = _file.Length;
            else if (valueCount == 0) _pages.WriteData(column, rows, 0, new NoValues(), chunks[i]);
            else if (column is TextColumnData texts) _texts.Write(texts, rows, firstValues[i], valueCount, chunks[i]);
            else _numbers.Write((NumberColumnData)column, rows, firstValues[i], valueCount, chunks[i]);
            firstValues[i] += valueCount;
        }

        return chunks;
    }

    /// <summary>Little comes behind the constant column in a group, so little is moved.</summary>
    private void InsertConstant(PartDraft draft, byte[] text)
    {
        var inserted = 0;
        foreach (var chunk in draft.Groups.SelectMany(group => group))
        {
            if (chunk.IsPending) inserted += Insert(chunk, text, (int)chunk.DataPageOffset + inserted, draft.HeadLengthBytes);
            else chunk.Move(inserted);
        }
    }

    private int Insert(ColumnChunk chunk, byte[] text, int place, int headLengthBytes)
    {
        _constantPages.Clear();
        _constant.Fill(text, chunk.RowCount);
        _constants.Write(_constant, new RowRange(0, chunk.RowCount), 0, chunk.RowCount, chunk);
        _file.Insert(place - headLengthBytes, _constantPages.Written);
        chunk.Move(place);
        return _constantPages.Length;
    }
}
