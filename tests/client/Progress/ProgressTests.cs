using OpenPayments.Client.Progress;
using OpenPayments.GrainInterfaces;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Client.Tests.Progress;

public sealed class ProgressTests
{
    private static readonly FileProgress Start = new(
        new FileId(2023, new DateOnly(2025, 1, 30), Kind.General), "general.csv", FileStage.Waiting, null,
        LengthBytes: 100_000_000, LandedBytes: 0, RecordCount: 0, ChunkCount: 0, FinishedChunkCount: 0, ProcessedBytes: 0,
        AcceptedCount: 0, QuarantinedCount: 0, null, null, null, null);

    private readonly ManualTime _time = new();

    [Fact]
    public void Speed_OfAResumedFile_CountsOnlyWhatThisRunDid()
    {
        var tracker = new ProgressTracker(_time);
        tracker.Update([Year(Start with { Stage = FileStage.Processing, ProcessedBytes = 60_000_000, AcceptedCount = 6000 })]);
        _time.Advance(TimeSpan.FromSeconds(2));
        var view = tracker.Update([Year(Start with { Stage = FileStage.Processing, ProcessedBytes = 80_000_000, AcceptedCount = 7000, QuarantinedCount = 10 })])[0];

        Assert.Equal(10_000_000, view.BytesPerSecond);
        Assert.Equal(505, view.RecordsPerSecond);
        Assert.Equal(TimeSpan.FromSeconds(2), view.TimeLeft);
        Assert.Equal(10, view.RejectedCount);
    }

    [Fact]
    public void Speed_AfterAStageChange_StartsAnew()
    {
        var tracker = new ProgressTracker(_time);
        tracker.Update([Year(Start with { Stage = FileStage.Landing })]);
        _time.Advance(TimeSpan.FromSeconds(1));
        tracker.Update([Year(Start with { Stage = FileStage.Landing, LandedBytes = 50_000_000 })]);
        var view = tracker.Update([Year(Start with { Stage = FileStage.Processing, LandedBytes = 100_000_000 })])[0];

        Assert.Null(view.BytesPerSecond);
        Assert.Null(view.TimeLeft);
    }

    [Fact]
    public void PlainDisplay_SpeaksOfStageChangesAtOnceAndOfProgressEveryFewSeconds()
    {
        using var text = new StringWriter();
        using var display = new PlainDisplay(text, _time);
        var tracker = new ProgressTracker(_time);
        void Show(FileProgress file) => display.Show(tracker.Update([Year(file)]));

        Show(Start);
        Show(Start with { Stage = FileStage.Landing });
        Show(Start with { Stage = FileStage.Processing });
        _time.Advance(TimeSpan.FromSeconds(1));
        Show(Start with { Stage = FileStage.Processing, ProcessedBytes = 10_000_000, AcceptedCount = 999, QuarantinedCount = 1 });
        _time.Advance(TimeSpan.FromSeconds(4));
        Show(Start with { Stage = FileStage.Processing, ProcessedBytes = 20_000_000, AcceptedCount = 1998, QuarantinedCount = 2 });
        Show(Start with { Stage = FileStage.Finished, Outcome = FileOutcome.Published, ProcessedBytes = 100_000_000, AcceptedCount = 9990, QuarantinedCount = 10 });

        Assert.Equal(
            """
            2023/2025-01-30/general: landing
            2023/2025-01-30/general: ingesting
            2023/2025-01-30/general: ingesting 20.0 MB of 100 MB, 2,000 records, 2 rejected, 4.0 MB/s, 400 records/s, 20.0 s left
            2023/2025-01-30/general: published, 10,000 records, 10 rejected

            """,
            text.ToString());
    }

    private static YearProgress Year(FileProgress file) => new(2023, "run", RunStage.Processing, null, [file], null, null, null);

    private sealed class ManualTime : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => _now;

        public void Advance(TimeSpan by) => _now += by;
    }
}
