using System.Globalization;

namespace OpenPayments.Benchmarks.Compare;

/// <summary>The chunk engine and the part writer in a warm process of this program; landing and publishing are left out.</summary>
internal sealed class ChunksContender() : Contender("chunks", "openpayments chunk engine, warm")
{
    protected override ProcessFigures Execute(Workload workload, string folder) => WarmWork.Read(ChildProcess.Run(
        Environment.ProcessPath!, ["chunks", workload.Path, folder, "--threads", workload.Threads.ToString(CultureInfo.InvariantCulture)]));

    protected override (string Accepted, string? Rejected) Output(string folder) => IngestContender.Lake(folder);
}
