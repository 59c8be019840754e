using OpenPayments.Benchmarks.Compare;
using OpenPayments.Generator;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Tests.Servers;

namespace OpenPayments.Benchmarks.Tests.Polars;

/// <summary>A run throws when its output is not what the generator put in.</summary>
public sealed class PolarsContenderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("openpayments-polars-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(false, Quoting.Cms)]
    [InlineData(true, Quoting.Cms)]
    [InlineData(false, Quoting.All)]
    [InlineData(true, Quoting.All)]
    public void Polars_AcceptsAndRejectsWhatTheGeneratorExpects(bool hasRules, Quoting quoting)
    {
        var contender = Installed(hasRules);
        var workload = Generate(quoting);

        var run = contender.Run(workload, _folder.FullName);

        Assert.True(workload.Expected.RejectedCount > 10);
        Assert.True(run is { Seconds: > 0, PeakBytes: > 0, OutputBytes: > 0 }, run.ToString());
    }

    [Fact]
    public void ARecordThatIsNotThere_FailsTheRun()
    {
        var contender = Installed(hasRules: true);
        var workload = Generate(Quoting.Cms);
        workload = workload with { File = workload.File with { RecordCount = workload.File.RecordCount + 1 } };

        Assert.Throws<InvalidOperationException>(() => contender.Run(workload, _folder.FullName));
    }

    private static PolarsContender Installed(bool hasRules)
    {
        var contender = new PolarsContender("polars", "test", hasRules);
        RequireServer.Installed(contender.Prepare());
        return contender;
    }

    private Workload Generate(Quoting quoting) => Workload.Generate(
        new GeneratorOptions { Layout = EraCatalog.Find("general-g3"), RecordCount = 2_000, BadShare = 0.02, QuotedNewlineShare = 0.01, Quoting = quoting }, _folder.FullName, threads: 2);
}
