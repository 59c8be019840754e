using OpenPayments.Benchmarks.Compare;

namespace OpenPayments.Benchmarks.Tests.Compare;

public sealed class TargetTests
{
    [Fact]
    public void TheEngineWithRules_IsJudgedBesideEachWayOfCopyingWithRules()
    {
        var comparison = Of(("chunks", 600), ("duckdb-two-passes-warm", 100), ("duckdb-partitioned-warm", 120));

        var targets = Target.Judge(comparison).Select(target => (target.Title, target.Measured, target.IsReached));

        Assert.Equal([("speed of chunks to duckdb-two-passes-warm", "6.00", true), ("speed of chunks to duckdb-partitioned-warm", "5.00", false)], targets);
    }

    [Fact]
    public void ARatio_IsJudgedOnlyWhenBothWereMeasured() =>
        Assert.Equal(["speed of chunks to duckdb-two-passes-warm"], Target.Judge(Of(("chunks", 300), ("ingest", 100), ("duckdb-two-passes-warm", 80))).Select(target => target.Title));

    [Fact]
    public void MemoryAndOutput_AreThoseOfTheWholeIngest_BesideAPlainCopy()
    {
        var targets = Target.Judge(Of(("ingest", 250), ("duckdb-plain", 100))).ToList();

        Assert.Equal([("2.50", true), ("1.00", false), ("1.00", true)], targets.Select(target => (target.Measured, target.IsReached)));
        Assert.Empty(Target.Judge(Of(("ingest", 100), ("chunks", 100))));
    }

    [Fact]
    public void TheWarmEngine_IsJudgedBesideWarmCopies_AndTheWholeIngestBesideWholeProcesses()
    {
        var comparison = Of(("chunks", 400), ("ingest", 300), ("duckdb-plain", 100), ("duckdb-plain-warm", 200));

        var speeds = Target.Judge(comparison).Where(target => target.Title.StartsWith("speed", StringComparison.Ordinal)).Select(target => (target.Title, target.Measured));

        Assert.Equal([("speed of ingest to duckdb-plain", "3.00"), ("speed of chunks to duckdb-plain-warm", "2.00")], speeds);
    }

    [Fact]
    public void TheWholeIngest_IsJudgedBesidePolarsToo()
    {
        var target = Target.Judge(Of(("ingest", 240), ("polars-plain", 100))).Single();

        Assert.Equal(("2.40", false), (target.Measured, target.IsReached));
    }

    [Fact]
    public void Figures_AreMediansAndTheHighestPeak()
    {
        Measurement[] runs = [new(4, 8, 100, 5, 0.5, 90), new(1, 2, 300, 5, 0.1, 30), new(2, 4, 200, 5, 0.3, 60)];

        var figures = ContenderFigures.Of(new ChunksContender(), runs, new FileFigures("", "", "", 1, 10_000_000, 2_000_000, 0));

        Assert.Equal(5, figures.MegabytesPerSecond);
        Assert.Equal(4, figures.CpuSeconds);
        Assert.Equal(300, figures.PeakBytes);
        Assert.Equal(0.3, figures.StolenSeconds);
        Assert.Equal(30, figures.AllocatedBytesPerMillionRecords);
    }

    [Fact]
    public void StolenTime_IsUnknown_WhereAProcessDidMoreThanWasMeasured()
    {
        var process = new ProcessFigures(TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(9), 1, "2.5 4.5 100", TimeSpan.FromSeconds(3));

        var work = WarmWork.Read(process);

        Assert.Equal(TimeSpan.FromSeconds(2.5), work.Time);
        Assert.Null(work.StolenTime);
    }

    private static Comparison Of(params (string Id, double Speed)[] contenders) => new(
        "test", "", DateTimeOffset.UnixEpoch, new Machine("", 2, 256, 1, "", "", "", 0), new FileFigures("", "", "", 1, 1, 1, 0), 2, 1,
        [.. contenders.Select(contender => new ContenderFigures(contender.Id, contender.Id, [1], contender.Speed, 1, 1, 1))]);
}
