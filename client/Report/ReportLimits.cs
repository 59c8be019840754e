namespace OpenPayments.Client.Report;

/// <summary>What keeps a page within its bound whatever the lake holds: lists end here, and every text has a bound where it is written.</summary>
public static class ReportLimits
{
    /// <summary>No page is longer.</summary>
    public const int PageBytes = 1 << 20;

    public const int Reasons = 25;

    /// <summary>Those that did not pass come first.</summary>
    public const int Checks = 22;

    public const int Differences = 10;

    public const int DriftFindings = 12;

    public const int BreakdownRows = 20;

    /// <summary>Companies, and recipients.</summary>
    public const int TopRows = 15;

    /// <summary>Those with the most records.</summary>
    public const int QuarantinedRules = 25;

    /// <summary>Rules of which samples are shown.</summary>
    public const int SampledRules = 8;

    public const int SamplesPerRule = 2;

    public const int ColumnsPerRule = 6;

    /// <summary>Characters of a sample's raw record, the first broken field among them.</summary>
    public const int SampleLength = 700;

    /// <summary>Characters shown before the first broken field.</summary>
    public const int SampleLead = 160;

    public const int FindingsPerSample = 3;

    public const int Decisions = 10;

    /// <summary>Of all files together.</summary>
    public const int ProfileColumns = 260;

    /// <summary>Of each column.</summary>
    public const int TopValues = 3;

    public const int Runs = 5;
}
