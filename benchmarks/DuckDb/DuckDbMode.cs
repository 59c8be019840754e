namespace OpenPayments.Benchmarks.DuckDb;

/// <summary>How DuckDB is asked to do the work.</summary>
public enum DuckDbMode
{
    /// <summary>Typed columns, no rules: what one would write first.</summary>
    Plain,

    /// <summary>Row rules; the accepted rows in one pass over the CSV, the rejected ones in another.</summary>
    TwoPasses,

    /// <summary>Row rules; one pass, written to two partitions.</summary>
    Partitioned,
}
