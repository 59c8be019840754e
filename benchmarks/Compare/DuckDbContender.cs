using OpenPayments.Benchmarks.DuckDb;

namespace OpenPayments.Benchmarks.Compare;

/// <summary>DuckDB in a process of this program, which does nothing else.</summary>
/// <param name="isWarm">Whether only its last run in that process counts, as for our engine; otherwise it is the process from its start to its end.</param>
internal sealed class DuckDbContender(string id, string title, DuckDbMode mode, bool isWarm = false) : Contender(id, title)
{
    protected override ProcessFigures Execute(Workload workload, string folder)
    {
        string[] arguments = ["duckdb", mode.ToString(), workload.Path, folder, .. workload.Arguments];
        // What .NET allocates says nothing of DuckDB.
        return isWarm
            ? WarmWork.Read(ChildProcess.Run(Environment.ProcessPath!, [.. arguments, "--warm"])) with { AllocatedBytes = null }
            : ChildProcess.Run(Environment.ProcessPath!, arguments);
    }

    protected override (string Accepted, string? Rejected) Output(string folder) => (CopySql.GoodFiles(mode, folder), CopySql.BadFiles(mode, folder));
}
