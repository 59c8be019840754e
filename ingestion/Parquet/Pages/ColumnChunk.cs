using OpenPayments.Ingestion.Columns;

namespace OpenPayments.Ingestion.Parquet.Pages;

/// <summary>How a page's values are written, by Parquet's numbers.</summary>
internal enum PageEncoding
{
    Plain = 0,
    Rle = 3,
    DeltaBinaryPacked = 5,
    DeltaLengthByteArray = 6,
    DeltaByteArray = 7,
    RleDictionary = 8,
}

/// <summary>What the footer has to say of one column in one row group.</summary>
internal sealed class ColumnChunk(ColumnData column, int rowCount, int valueCount)
{
    public ColumnData Column { get; } = column;

    public int RowCount { get; } = rowCount;

    public int NullCount { get; } = rowCount - valueCount;

    public long? DictionaryPageOffset { get; set; }

    public long DataPageOffset { get; set; }

    public PageEncoding DataEncoding { get; set; }

    public int DataPageCount { get; set; }

    /// <summary>Of all pages, their headers included.</summary>
    public long UncompressedSizeBytes { get; set; }

    /// <summary>Of all pages, their headers included.</summary>
    public long CompressedSizeBytes { get; set; }

    /// <summary>Null when the column has no values here.</summary>
    public ValueBounds? Bounds { get; set; }
}

/// <summary>Between what the values of a column lie, in PLAIN encoding. A bound that is not exact is beyond all values.</summary>
/// <param name="Max">Null when there is none short enough.</param>
internal sealed record ValueBounds(byte[] Min, bool IsMinExact, byte[]? Max, bool IsMaxExact);
