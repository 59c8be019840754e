using OpenPayments.GrainInterfaces;
using OpenPayments.Grains.Files;
using OpenPayments.Grains.Stages;
using OpenPayments.Ingestion.Landing;

namespace OpenPayments.Grains;

/// <summary>The work that a file grain starts beside itself. Nothing here touches the grain's fields once it runs.</summary>
internal sealed partial class FileGrain
{
    private StageJob StartLanding()
    {
        var (self, work, landingSlots) = (Self(), Work, runner.SlotsOfLanding(slots.IsAlone));
        _landedBytes.Report(0);
        return runner.Start<LandedFile>(
            $"landing {work.Source.FileName}",
            async cancellation => await stages.LandAsync(work.Source, work.Settings, _landedBytes, landingSlots, cancellation),
            outcome => self.LandedAsync(work.RunId, outcome));
    }

    private StageJob StartValidating()
    {
        var (self, work, landed, fingerprint) = (Self(), Work, _landed!, Now.Fingerprint!);
        return runner.Start<FileSummary>(
            $"validating {work.Source.FileName}",
            async cancellation =>
            {
                var chunks = await results.GetAsync(landed.Id, fingerprint, landed.Chunks.Length, cancellation);
                var report = await stages.ValidateAsync(landed, chunks, work.Settings, cancellation);
                return FileSummaries.Of(work.Source, landed, chunks, report);
            },
            outcome => self.ValidatedAsync(work.RunId, outcome));
    }

    private StageJob StartPublishing()
    {
        var (self, work, landed, fingerprint, summary) = (Self(), Work, _landed!, Now.Fingerprint!, Now.Summary!);
        return runner.Start<FileSummary>(
            $"publishing {work.Source.FileName}",
            async cancellation =>
            {
                var chunks = await results.GetAsync(landed.Id, fingerprint, landed.Chunks.Length, cancellation);
                var manifest = await stages.PublishAsync(landed, chunks, summary.Validation, work.Settings, work.RunId, cancellation);
                return summary with { IsCurrent = manifest.IsCurrent };
            },
            outcome => self.PublishedAsync(work.RunId, outcome));
    }

    private IFileReports Self() => GrainFactory.GetGrain<IFileReports>(this.GetPrimaryKeyString());

    /// <summary>Told by landing from another thread.</summary>
    private sealed class ByteCounter : IProgress<long>
    {
        private long _value;

        public long Value => Interlocked.Read(ref _value);

        public void Report(long value) => Interlocked.Exchange(ref _value, value);
    }
}
