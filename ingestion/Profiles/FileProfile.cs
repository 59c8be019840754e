using System.Collections.Immutable;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Profiles;

/// <summary>
/// What the columns of a file hold. Of its accepted rows alone, those included that were let out of quarantine later; and of
/// the columns that its header has, but for <c>program_year</c>, which is the same in every row.
/// </summary>
/// <param name="Version">Of the way figures are made; those of another version are made anew.</param>
/// <param name="PartsDigest">Of the parts that the figures are taken from, as <see cref="Runs.LakeDigest"/> computes it.</param>
/// <param name="Columns">In the order of the file.</param>
public sealed record FileProfile(string File, string RawSha256, int Version, string PartsDigest, long RowCount, ImmutableArray<ColumnProfile> Columns)
{
    public const int CurrentVersion = 1;
}

/// <summary>One column. Values are spelled as in the lake: dates as 2024-12-31, amounts as 12.34, texts as published.</summary>
/// <param name="ValueCount">Rows that are not NULL.</param>
/// <param name="DistinctCount">Different values: counted, or estimated by HyperLogLog where they are too many.</param>
/// <param name="DistinctError">Standard error of <paramref name="DistinctCount"/> as a share of it; 0 when it was counted.</param>
/// <param name="Min">Exact. Texts are compared by their UTF-8 bytes. Null when every row is NULL.</param>
/// <param name="MinLength">Of texts, in characters as the rule <c>length-bound</c> counts them; null for other types.</param>
/// <param name="TopValues">The most frequent values, the most frequent first.</param>
/// <param name="Quantiles">Of amounts and counts, ascending; empty for other types.</param>
public sealed record ColumnProfile(
    string Name,
    ColumnType Type,
    long ValueCount,
    long NullCount,
    long DistinctCount,
    double DistinctError,
    string? Min,
    string? Max,
    int? MinLength,
    int? MaxLength,
    ImmutableArray<TopValue> TopValues,
    ImmutableArray<Quantile> Quantiles);

/// <summary>
/// A value and how often it occurs: at least <paramref name="Count"/> and at most <paramref name="MaxCount"/> times. The two
/// differ when it was not among the most frequent of every chunk.
/// </summary>
public sealed record TopValue(string Value, long Count, long MaxCount);

/// <param name="Share">0.5 is the median.</param>
/// <param name="Value">At most <see cref="RelativeError"/> of itself off the value at that place of the ordered column.</param>
public sealed record Quantile(double Share, string Value)
{
    public const double RelativeError = Sketches.LogBuckets.RelativeError;
}
