using OpenPayments.Benchmarks.DuckDb;

namespace OpenPayments.Benchmarks.Compare;

/// <summary>DuckDB in a process of this program, which does nothing else.</summary>
internal sealed class DuckDbContender(string id, string title, DuckDbMode mode) : Contender(id, title)
{
    protected override ProcessFigures Execute(Workload workload, string folder) =>
        ChildProcess.Run(Environment.ProcessPath!, ["duckdb", mode.ToString(), workload.Path, folder, .. workload.Arguments]);

    protected override (string Accepted, string? Rejected) Output(string folder) => (CopySql.GoodFiles(mode, folder), CopySql.BadFiles(mode, folder));
}
