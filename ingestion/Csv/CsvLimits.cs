namespace OpenPayments.Ingestion.Csv;

/// <summary>The bounds that keep one damaged quote from swallowing a file, and memory bounded whatever the input.</summary>
public static class CsvLimits
{
    /// <summary>
    /// Line end included. A quoted record that spans lines and is longer is taken for broken: its first line becomes a
    /// record of its own. A single line that is longer stays one record, flagged <see cref="RecordFlags.TooLong"/>.
    /// </summary>
    public const int MaxRecordBytes = 1 << 20;

    /// <summary>Line end included. Landing refuses a file with a longer line, so that later stages may rely on it.</summary>
    public const int MaxLineBytes = 16 << 20;
}
