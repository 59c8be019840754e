namespace OpenPayments.Benchmarks.Compare;

/// <summary>How much faster one contender must be than another; when several are named, than the best of them.</summary>
internal sealed record Target(string Id, string[] Than, double Ratio)
{
    public static IReadOnlyList<Target> All { get; } =
    [
        new("ingest", ["duckdb-plain"], 1.0),
        new("chunks", ["duckdb-plain"], 1.5),
        new("chunks", ["duckdb-two-passes", "duckdb-partitioned"], 3.0),
    ];

    /// <summary>Null when not all of them were measured.</summary>
    public TargetFigures? Judge(Comparison comparison)
    {
        var others = Than.Select(comparison.Find).OfType<ContenderFigures>().ToList();
        if (comparison.Find(Id) is not { } own || others.Count < Than.Length) return null;
        var best = others.MaxBy(other => other.MegabytesPerSecond)!;
        return new TargetFigures(own.Title, best.Title, own.MegabytesPerSecond / best.MegabytesPerSecond, Ratio);
    }
}

internal sealed record TargetFigures(string Title, string Than, double Measured, double Wanted)
{
    public bool IsReached => Measured >= Wanted;
}
