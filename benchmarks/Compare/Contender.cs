namespace OpenPayments.Benchmarks.Compare;

/// <summary>Something that turns the workload's file into Parquet, in a process of its own.</summary>
internal abstract class Contender(string id, string title)
{
    public string Id { get; } = id;

    public string Title { get; } = title;

    /// <summary>Whatever must be done once before the first run. Says what is missing and what to do about it; null when all is there.</summary>
    public virtual string? Prepare() => null;

    /// <summary>Runs into an empty folder and checks that what came out is what the generator put in.</summary>
    public Measurement Run(Workload workload, string folder)
    {
        workload.WarmUp();
        ChildProcess.Run("sync", []);
        var figures = Execute(workload, folder);
        var (accepted, rejected) = Output(folder);
        var totals = ParquetOutput.ReadTotals(accepted, rejected, workload.Options.ProgramYear);
        var expected = workload.Expected with { RejectedCount = rejected is null ? null : workload.Expected.RejectedCount };
        if (totals != expected)
            throw new InvalidOperationException($"{Title} made {totals}, where the generated file holds {expected}.");
        return new Measurement(figures.Time.TotalSeconds, figures.CpuTime.TotalSeconds, figures.PeakBytes, OutputFiles(folder).Sum(file => file.Length), figures.StolenTime?.TotalSeconds, figures.AllocatedBytes);
    }

    protected abstract ProcessFigures Execute(Workload workload, string folder);

    /// <summary>Patterns of the Parquet files with the accepted and the rejected records.</summary>
    protected abstract (string Accepted, string? Rejected) Output(string folder);

    /// <summary>The Parquet files of both, without copies of the input.</summary>
    private static IEnumerable<FileInfo> OutputFiles(string folder) => new DirectoryInfo(folder).EnumerateFiles("*.parquet", SearchOption.AllDirectories);
}
