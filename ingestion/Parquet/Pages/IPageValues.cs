namespace OpenPayments.Ingestion.Parquet.Pages;

/// <summary>The values of one column chunk in one encoding, for any part of its rows.</summary>
internal interface IPageValues
{
    PageEncoding Encoding { get; }

    /// <summary>About how many bytes all of them take in this encoding.</summary>
    long SizeBytes { get; }

    void Write(int firstValue, int valueCount, ByteBuffer page);
}

/// <summary>The values of a column chunk that has none.</summary>
internal sealed class NoValues : IPageValues
{
    public PageEncoding Encoding => PageEncoding.Plain;

    public long SizeBytes => 0;

    public void Write(int firstValue, int valueCount, ByteBuffer page)
    {
    }
}
