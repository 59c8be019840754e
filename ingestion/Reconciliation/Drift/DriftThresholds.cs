namespace OpenPayments.Ingestion.Reconciliation;

/// <summary>From when on a change against the file's predecessor is a finding, and what findings come to.</summary>
public sealed record DriftThresholds
{
    public static DriftThresholds Default { get; } = new();

    /// <summary><c>warn</c>, <c>fail</c>, or <c>pass</c> to only tell.</summary>
    public Verdict Severity { get; init; } = Verdict.Warn;

    /// <summary>Files of fewer records, on either side, are not compared: their shares say nothing.</summary>
    public long MinRecords { get; init; } = 1_000;

    /// <summary>Change of the number of records, as a share of the former. Not against 2013, which has five months.</summary>
    public double RecordCount { get; init; } = 0.5;

    /// <summary>Change of the share of records without a value, for each column.</summary>
    public double NullShare { get; init; } = 0.2;

    /// <summary>Share of records from which on a value that is new in its column, or gone from it, counts.</summary>
    public double CategoryShare { get; init; } = 0.0005;

    /// <summary>And how many records it must be at least: rare values come and go in small files.</summary>
    public long CategoryRecords { get; init; } = 50;

    /// <summary>Greatest difference between the two cumulative distributions of amounts (Kolmogorov and Smirnov's distance), 0 to 1.</summary>
    public double AmountDistance { get; init; } = 0.15;

    /// <summary>Share of the records or dollars from which on a company that is new, or gone, is named.</summary>
    public double CompanyShare { get; init; } = 0.05;
}
