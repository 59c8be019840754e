using System.Globalization;

namespace OpenPayments.Benchmarks.Compare;

/// <summary>What a comparison must show, judged on its figures.</summary>
internal sealed record Target(string Title, string Measured, string Wanted, bool IsReached)
{
    private const string Ingest = "ingest", Chunks = "chunks", Plain = "duckdb-plain";
    private const long MaxIngestBytes = 1L << 30;

    private static readonly string[] WithRules = ["duckdb-two-passes", "duckdb-partitioned"];

    /// <summary>Only of what was measured.</summary>
    public static IEnumerable<Target> Judge(Comparison comparison) => new[]
    {
        Ratio(comparison, Ingest, [Plain], 1.0),
        Ratio(comparison, Chunks, [Plain], 1.5),
        Ratio(comparison, Chunks, WithRules, 3.0),
        Memory(comparison),
    }.OfType<Target>();

    /// <summary>How much faster one contender is than the best of the others.</summary>
    private static Target? Ratio(Comparison comparison, string id, string[] than, double wanted)
    {
        var others = than.Select(comparison.Find).OfType<ContenderFigures>().ToList();
        if (comparison.Find(id) is not { } own || others.Count < than.Length) return null;
        var best = others.MaxBy(other => other.MegabytesPerSecond)!;
        var measured = own.MegabytesPerSecond / best.MegabytesPerSecond;
        return new Target($"speed of {own.Title} to {best.Title}", Factor(measured), "at least " + Factor(wanted), measured >= wanted);

        static string Factor(double value) => value.ToString("F2", CultureInfo.InvariantCulture);
    }

    private static Target? Memory(Comparison comparison)
    {
        if (comparison.Find(Ingest) is not { PeakBytes: > 0 } own) return null;
        return new Target($"peak memory of {own.Title}", Mebibytes(own.PeakBytes), "at most " + Mebibytes(MaxIngestBytes), own.PeakBytes <= MaxIngestBytes);

        static string Mebibytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes >> 20:N0} MiB");
    }
}
