namespace OpenPayments.Generator.Records;

/// <summary>Writes one cell of the record that its part has drawn.</summary>
internal delegate void Cell(RecordBuffer buffer);

/// <summary>
/// A group of columns that hang together, such as the recipient or the products. A record is drawn part by part, and
/// then written cell by cell in whatever order the era wants: thus one set of parts serves every era.
/// </summary>
internal interface IRecordPart
{
    /// <summary>Draws the next record's values.</summary>
    void Next(ref SplitMix random);

    /// <summary>How to write a column, or null when it is none of this part's.</summary>
    Cell? CellFor(ColumnWords column);
}
