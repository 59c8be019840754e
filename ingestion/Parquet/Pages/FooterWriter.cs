using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Parquet.Pages;

/// <summary>The metadata at a Parquet file's end. Field numbers are those of Parquet's thrift definition.</summary>
internal sealed class FooterWriter(ByteBuffer file)
{
    private const int FormatVersion = 1;
    private const int Int32Physical = 1;
    private const int Int64Physical = 2;
    private const int ByteArrayPhysical = 6;
    private const int Optional = 1;

    private readonly ThriftWriter _thrift = new(file);

    public void Write(int rowCount, IReadOnlyList<ColumnChunk[]> groups, int codec, string createdBy)
    {
        _thrift.Begin();
        _thrift.Int32(1, FormatVersion);
        WriteSchema(groups[0]);
        _thrift.Int64(3, rowCount);
        _thrift.List(4, ThriftWriter.Element.Struct, groups.Count);
        for (var i = 0; i < groups.Count; i++)
            WriteGroup(groups[i], i, codec);
        _thrift.Text(6, createdBy);
        WriteColumnOrders(groups[0].Length);
        _thrift.End();
    }

    private static int PhysicalTypeOf(ColumnType type) => type switch
    {
        ColumnType.Text => ByteArrayPhysical,
        ColumnType.Date or ColumnType.Int32 => Int32Physical,
        _ => Int64Physical,
    };

    private void WriteSchema(ColumnChunk[] columns)
    {
        _thrift.List(2, ThriftWriter.Element.Struct, columns.Length + 1);
        _thrift.Begin();
        _thrift.Text(4, "schema");
        _thrift.Int32(5, columns.Length);
        _thrift.End();
        foreach (var column in columns)
        {
            _thrift.Begin();
            _thrift.Int32(1, PhysicalTypeOf(column.Type));
            _thrift.Int32(3, Optional);
            _thrift.Text(4, column.Name);
            WriteLogicalType(column.Type);
            _thrift.End();
        }
    }

    /// <summary>The annotation twice: older readers know only the converted type (6 to 8), newer ones the logical type (10).</summary>
    private void WriteLogicalType(ColumnType type)
    {
        switch (type)
        {
            case ColumnType.Text:
                _thrift.Int32(6, 0);
                _thrift.Begin(10);
                _thrift.Empty(1);
                _thrift.End();
                break;
            case ColumnType.Date:
                _thrift.Int32(6, 6);
                _thrift.Begin(10);
                _thrift.Empty(6);
                _thrift.End();
                break;
            case ColumnType.Cents:
                _thrift.Int32(6, 5);
                _thrift.Int32(7, 2);
                _thrift.Int32(8, 18);
                _thrift.Begin(10);
                _thrift.Begin(5);
                _thrift.Int32(1, 2);
                _thrift.Int32(2, 18);
                _thrift.End();
                _thrift.End();
                break;
        }
    }

    private void WriteGroup(ColumnChunk[] chunks, int index, int codec)
    {
        _thrift.Begin();
        _thrift.List(1, ThriftWriter.Element.Struct, chunks.Length);
        foreach (var chunk in chunks)
        {
            _thrift.Begin();
            _thrift.Int64(2, 0);
            _thrift.Begin(3);
            WriteChunk(chunk, codec);
            _thrift.End();
            _thrift.End();
        }

        _thrift.Int64(2, chunks.Sum(chunk => chunk.UncompressedSizeBytes));
        _thrift.Int64(3, chunks[0].RowCount);
        _thrift.Int64(5, chunks[0].DictionaryPageOffset ?? chunks[0].DataPageOffset);
        _thrift.Int64(6, chunks.Sum(chunk => chunk.CompressedSizeBytes));
        _thrift.Int16(7, index);
        _thrift.End();
    }

    private void WriteChunk(ColumnChunk chunk, int codec)
    {
        _thrift.Int32(1, PhysicalTypeOf(chunk.Type));
        WriteEncodings(chunk);
        _thrift.List(3, ThriftWriter.Element.Text, 1);
        _thrift.Item(chunk.Name);
        _thrift.Int32(4, codec);
        _thrift.Int64(5, chunk.RowCount);
        _thrift.Int64(6, chunk.UncompressedSizeBytes);
        _thrift.Int64(7, chunk.CompressedSizeBytes);
        _thrift.Int64(9, chunk.DataPageOffset);
        if (chunk.DictionaryPageOffset is { } offset) _thrift.Int64(11, offset);
        WriteStatistics(chunk);
        WriteEncodingCounts(chunk);
    }

    private void WriteEncodings(ColumnChunk chunk)
    {
        PageEncoding[] encodings = chunk.DictionaryPageOffset is null
            ? [PageEncoding.Rle, chunk.DataEncoding]
            : [PageEncoding.Plain, PageEncoding.Rle, chunk.DataEncoding];
        _thrift.List(2, ThriftWriter.Element.Int32, encodings.Length);
        foreach (var encoding in encodings)
            _thrift.Item((int)encoding);
    }

    private void WriteStatistics(ColumnChunk chunk)
    {
        _thrift.Begin(12);
        _thrift.Int64(3, chunk.NullCount);
        if (chunk.Bounds is { } bounds)
        {
            if (bounds.Max is not null) _thrift.Bytes(5, bounds.Max);
            _thrift.Bytes(6, bounds.Min);
            if (bounds.Max is not null) _thrift.Bool(7, bounds.IsMaxExact);
            _thrift.Bool(8, bounds.IsMinExact);
        }

        _thrift.End();
    }

    /// <summary>Tells readers that a chunk is dictionary pages throughout, so that they may filter by its dictionary.</summary>
    private void WriteEncodingCounts(ColumnChunk chunk)
    {
        var hasDictionary = chunk.DictionaryPageOffset is not null;
        _thrift.List(13, ThriftWriter.Element.Struct, hasDictionary ? 2 : 1);
        if (hasDictionary) WriteCount(2, PageEncoding.Plain, 1);
        WriteCount(0, chunk.DataEncoding, chunk.DataPageCount);

        void WriteCount(int pageType, PageEncoding encoding, int count)
        {
            _thrift.Begin();
            _thrift.Int32(1, pageType);
            _thrift.Int32(2, (int)encoding);
            _thrift.Int32(3, count);
            _thrift.End();
        }
    }

    /// <summary>Says that minimum and maximum follow each type's own order; readers ignore those of texts otherwise.</summary>
    private void WriteColumnOrders(int columnCount)
    {
        _thrift.List(7, ThriftWriter.Element.Struct, columnCount);
        for (var i = 0; i < columnCount; i++)
        {
            _thrift.Begin();
            _thrift.Empty(1);
            _thrift.End();
        }
    }
}
