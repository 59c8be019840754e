namespace OpenPayments.Ingestion.Schema;

/// <summary>
/// What a header turned out to be: a known era (layout alone), one that drifted from it (layout and drift), another file of
/// CMS that we know and do not ingest, or no Open Payments file at all (all null).
/// </summary>
/// <param name="OtherFile">Which of CMS's summary and mapping files it is, such as <c>summary-physician</c>.</param>
public sealed record HeaderMatch(FileLayout? Layout, HeaderDrift? Drift, string? OtherFile);
