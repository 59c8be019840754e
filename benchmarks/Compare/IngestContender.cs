using System.Globalization;

namespace OpenPayments.Benchmarks.Compare;

/// <summary>The product as a user starts it: landing, hashing, rules, quarantine, validation and publishing included.</summary>
internal sealed class IngestContender() : Contender("ingest", "openpayments ingest, whole")
{
    /// <summary>The launcher builds the program where that is needed, which is no part of a run.</summary>
    public override string? Prepare()
    {
        ChildProcess.Run(Repository.Launcher, ["version"]);
        return null;
    }

    protected override ProcessFigures Execute(Workload workload, string folder) => ChildProcess.Run(
        Repository.Launcher, ["ingest", workload.Path, "--lake", folder, "--parallelism", workload.Threads.ToString(CultureInfo.InvariantCulture)]);

    protected override (string Accepted, string? Rejected) Output(string folder) => Lake(folder);

    /// <summary>The parts in a lake that holds nothing else.</summary>
    public static (string Accepted, string? Rejected) Lake(string folder) =>
        (Path.Combine(folder, "staging/general_payments/*/*.parquet"), Path.Combine(folder, "quarantine/general_payments/*/*.parquet"));
}
