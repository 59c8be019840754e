using System.Globalization;
using OpenPayments.Benchmarks.DuckDb;

namespace OpenPayments.Benchmarks.Compare;

/// <summary>DuckDB in a process of this program, which does nothing else.</summary>
internal sealed class DuckDbContender(string id, string title, DuckDbMode mode) : Contender(id, title)
{
    protected override ProcessFigures Execute(Workload workload, string folder) => ChildProcess.Run(
        Environment.ProcessPath!,
        [
            "duckdb", mode.ToString(), workload.Path, folder,
            "--threads", workload.Threads.ToString(CultureInfo.InvariantCulture),
            "--era", workload.Options.Layout.EraId,
            "--year", workload.Options.ProgramYear.ToString(CultureInfo.InvariantCulture),
            "--publication", workload.Options.Publication.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ]);

    protected override (string Accepted, string? Rejected) Output(string folder) => (CopySql.GoodFiles(mode, folder), CopySql.BadFiles(mode, folder));
}
