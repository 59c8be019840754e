using OpenPayments.Benchmarks.Polars;

namespace OpenPayments.Benchmarks.Compare;

/// <summary>Polars in a process of Node.js.</summary>
/// <param name="hasRules">Whether the rules are applied, and the rejected records written in a second pass.</param>
internal sealed class PolarsContender(string id, string what, bool hasRules) : Contender(id, $"Polars {PolarsInstallation.Version} scan_csv to sink_parquet, {what}")
{
    public override string? Prepare() => PolarsInstallation.Install();

    protected override ProcessFigures Execute(Workload workload, string folder)
    {
        var job = hasRules ? PolarsJob.TwoPasses(workload, GoodFile(folder), BadFile(folder)) : PolarsJob.Plain(workload, GoodFile(folder));
        return ChildProcess.Run("node", [PolarsInstallation.Script, job.ToJson()]);
    }

    protected override (string Accepted, string? Rejected) Output(string folder) => (GoodFile(folder), hasRules ? BadFile(folder) : null);

    private static string GoodFile(string folder) => Path.Combine(folder, "good.parquet");

    private static string BadFile(string folder) => Path.Combine(folder, "bad.parquet");
}
