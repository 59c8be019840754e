namespace OpenPayments.Ingestion.Csv;

/// <summary>What is unusual about one record. A record without flags is clean, and no cell of it needs undoubling.</summary>
[Flags]
public enum RecordFlags : byte
{
    None = 0,

    /// <summary>Some cell holds doubled quotes, or the record is broken: its cells must be decoded one by one.</summary>
    Escaped = 1,

    /// <summary>The record ends in CRLF; the span of its last cell still includes the CR.</summary>
    CarriageReturn = 2,

    /// <summary>Broken: a quote stands where strict CSV has none. The record is one physical line, split leniently.</summary>
    StrayQuote = 4,

    /// <summary>Broken: a quoted field does not close on its line. The record is that line.</summary>
    UnterminatedQuote = 8,

    /// <summary>Longer than <see cref="CsvLimits.MaxRecordBytes"/>.</summary>
    TooLong = 16,
}
