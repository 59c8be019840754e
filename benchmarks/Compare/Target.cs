using System.Globalization;

namespace OpenPayments.Benchmarks.Compare;

/// <summary>What a comparison must show, judged on its figures.</summary>
internal sealed record Target(string Title, string Measured, string Wanted, bool IsReached)
{
    private const string Ingest = "ingest", Chunks = "chunks", Plain = "duckdb-plain";

    /// <summary>Only of what was measured.</summary>
    public static IEnumerable<Target> Judge(Comparison comparison) => new[]
    {
        Ratio(comparison, Ingest, Plain, 2.5),
        Ratio(comparison, Ingest, "polars-plain", 2.5),
        Ratio(comparison, Chunks, "duckdb-plain-warm", 3.5),
        Ratio(comparison, Chunks, "duckdb-two-passes-warm", 6.0),
        Ratio(comparison, Chunks, "duckdb-partitioned-warm", 6.0),
        Share(comparison, "peak memory", 0.5, contender => contender.PeakBytes),
        Share(comparison, "output", 1.0, contender => contender.OutputBytes),
    }.OfType<Target>();

    /// <summary>How much faster one contender is than another.</summary>
    private static Target? Ratio(Comparison comparison, string id, string than, double wanted)
    {
        if (comparison.Find(id) is not { } own || comparison.Find(than) is not { } other) return null;
        var measured = own.MegabytesPerSecond / other.MegabytesPerSecond;
        return new Target($"speed of {own.Title} to {other.Title}", Factor(measured), "at least " + Factor(wanted), measured >= wanted);
    }

    /// <summary>What the whole ingest takes of something, as a share of what a plain copy takes.</summary>
    private static Target? Share(Comparison comparison, string title, double wanted, Func<ContenderFigures, double> figure)
    {
        if (comparison.Find(Ingest) is not { } own || comparison.Find(Plain) is not { } other) return null;
        var measured = figure(own) / figure(other);
        return new Target($"{title} of {own.Title} to {other.Title}", Factor(measured), "at most " + Factor(wanted), measured <= wanted);
    }

    private static string Factor(double value) => value.ToString("F2", CultureInfo.InvariantCulture);
}
