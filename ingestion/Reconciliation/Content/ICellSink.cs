namespace OpenPayments.Ingestion.Reconciliation.Content;

/// <summary>
/// Takes the cells of records, whichever side they come from: the raw file, or the parts read back. Cells may come record by
/// record or column by column; each says which record it belongs to. An empty cell is never told.
/// </summary>
internal interface ICellSink
{
    /// <summary>A record that has the file's columns.</summary>
    void Record(long number, long offsetBytes, int lengthBytes);

    /// <param name="column">Position in the file.</param>
    void Text(long number, int column, ReadOnlySpan<byte> text);

    /// <summary>A value of a typed column: cents, days since 1970-01-01, or a count.</summary>
    void Number(long number, int column, long value);

    /// <summary>A value that its column's type has no place for.</summary>
    void Misfit(long number, int column, ReadOnlySpan<byte> text);

    /// <summary>A record that cannot be taken apart into the file's columns.</summary>
    void Unreadable(long number, long offsetBytes, ReadOnlySpan<byte> record);
}
