using OpenPayments.Ingestion.Schema;

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
internal sealed class ColumnChunk(string name, ColumnType type, int rowCount, int valueCount)
{
    public string Name { get; } = name;

    public ColumnType Type { get; } = type;

    public int RowCount { get; } = rowCount;

    public int NullCount { get; } = rowCount - valueCount;

    public long? DictionaryPageOffset { get; set; }

    public long DataPageOffset { get; set; }

    /// <summary>Its pages are still to come, to where <see cref="DataPageOffset"/> says.</summary>
    public bool IsPending { get; init; }

    public PageEncoding DataEncoding { get; set; }

    public int DataPageCount { get; set; }

    /// <summary>Of all pages, their headers included.</summary>
    public long UncompressedSizeBytes { get; set; }

    /// <summary>Of all pages, their headers included.</summary>
    public long CompressedSizeBytes { get; set; }

    /// <summary>Null when the column has no values here.</summary>
    public ValueBounds? Bounds { get; set; }

    /// <summary>Something was put in before its pages.</summary>
    public void Move(int sizeBytes)
    {
        DictionaryPageOffset += sizeBytes;
        DataPageOffset += sizeBytes;
    }
}

/// <summary>Between what the values of a column lie, in PLAIN encoding. A bound that is not exact is beyond all values.</summary>
/// <param name="Max">Null when there is none short enough.</param>
internal sealed record ValueBounds(byte[] Min, bool IsMinExact, byte[]? Max, bool IsMaxExact);
