using System.Collections.Immutable;
using System.Text.Json;
using OpenPayments.Client.Lakes;
using OpenPayments.Client.Output;
using OpenPayments.Client.Progress;
using OpenPayments.GrainInterfaces;
using OpenPayments.Grains;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Reconciliation.Summaries;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Sources;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Client.Ingest;

/// <summary>
/// One ingest from the command line: find the sources, plan, have done what is to be done, sum up. A silo of its own is not
/// started when the lake holds everything already.
/// </summary>
public sealed class IngestSession(Terminal terminal, IngestArguments arguments, LakeConnection lake, TimeProvider time)
{
    private readonly IObjectStore _store = lake.Store;

    public async Task<int> PlanAsync(CancellationToken cancellation)
    {
        var (plan, _) = await MakePlanAsync(cancellation);
        terminal.Out.Write(arguments.Json
            ? JsonSerializer.Serialize(PlanReport.Create(plan, _store.Location), LakeJson.Indented) + "\n"
            : PlanText.Describe(plan, _store.Location));
        return ExitCodes.Ok;
    }

    public async Task<int> IngestAsync(CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        lake.PrepareGrains(arguments.Parallelism); // Nearly always there is work, and a core that has nothing to do while it is looked for.
        var (plan, memory) = await MakePlanAsync(cancellation);
        if (!lake.GoesOnAlone) Rehearsal.Begin(plan.ToIngest.Select(file => file.Source), arguments.Settings);
        if (plan.ToIngest.Any() || plan.Refused.Any() || !plan.Summaries.IsEmpty)
            await (arguments.Json ? terminal.Error : terminal.Out).WriteLineAsync(PlanText.Describe(plan, _store.Location));
        var summaries = await LandSummariesAsync(plan, cancellation);
        var results = plan.ToIngest.Any() ? await RunAsync(plan, memory, cancellation) : [];
        var closing = lake.CloseGrainsAsync(); // While their work is summed up.
        var report = await SumUpAsync(plan, memory, results, summaries, time.GetElapsedTime(start), cancellation.IsCancellationRequested);
        terminal.Out.Write(arguments.Json ? JsonSerializer.Serialize(report, LakeJson.Indented) + "\n" : SummaryText.Describe(report));
        foreach (var error in report.Errors) await terminal.Error.WriteLineAsync(error);
        await closing;
        if (report.ExitCode == ExitCodes.Interrupted && !lake.GoesOnAlone)
            await terminal.Error.WriteLineAsync("Interrupted. What is finished stays finished: run the same command again, and it goes on from there.");
        return report.ExitCode;
    }

    private async Task<(IngestPlan Plan, LakeMemory Memory)> MakePlanAsync(CancellationToken cancellation)
    {
        var findings = await SourceFinder.FindAsync(arguments.Sources, arguments.Filter, lake.RemoteSources, cancellation);
        var memory = await LakeMemory.ReadAsync(lake, findings.Files, cancellation);
        var settings = WorkFingerprint.OfSettings(arguments.Settings);
        return (IngestPlan.Create(findings, arguments, file => memory.IsPublished(file, settings)), memory);
    }

    /// <summary>Before the files, so that their validation finds what CMS says of them.</summary>
    private async Task<ImmutableArray<LandedSummary>> LandSummariesAsync(IngestPlan plan, CancellationToken cancellation)
    {
        if (plan.Summaries.IsEmpty) return [];
        using var writing = lake.LockWriting();
        var landed = ImmutableArray.CreateBuilder<LandedSummary>();
        foreach (var summary in plan.Summaries) landed.Add(await new LandedSummaries(_store).LandAsync(summary, lake.RemoteSources, cancellation));
        return landed.ToImmutable();
    }

    private async Task<IReadOnlyList<YearResult>> RunAsync(IngestPlan plan, LakeMemory memory, CancellationToken cancellation)
    {
        var grains = await lake.OpenGrainsAsync(arguments.Parallelism, cancellation);
        using IProgressDisplay display = terminal.CanRedraw ? new LiveDisplay(terminal.CreateErrorConsole()) : new PlainDisplay(terminal.Error, time);
        var files = plan.ToIngest.Select(file => file.Source).ToList();
        return await new YearRuns(grains, arguments, display, time, lake.GoesOnAlone).RunAsync(files, memory.IsLost, cancellation);
    }

    private async Task<IngestReport> SumUpAsync(IngestPlan plan, LakeMemory memory, IReadOnlyList<YearResult> results, ImmutableArray<LandedSummary> summaries, TimeSpan elapsed, bool isInterrupted)
    {
        var published = await PublishedLake.ReadAsync(_store);
        var statuses = results.SelectMany(result => result.Files).ToDictionary(file => file.Progress.Id);
        var files = plan.Files.OrderBy(file => (file.Source.Id.ProgramYear, file.Source.Id.Kind, file.Source.Id.Publication)).Select(file => statuses.TryGetValue(file.Source.Id, out var status)
            ? FileReport.Create(file, status.Progress, status.Summary, published)
            : FileReport.Create(file, null, memory.SummaryOf(file.Source.Id), published)).ToImmutableArray();
        var (digest, trouble) = ReadDigest(published);
        ImmutableArray<string> errors =
        [
            .. files.Where(file => file.Error is not null).Select(file => $"{file.File}: {file.Error}"),
            .. results.Where(result => result.Error is not null).Select(result => $"{result.ProgramYear}: {result.Error}"),
            .. trouble is not null && !isInterrupted ? [trouble] : Array.Empty<string>(),
        ];
        return new IngestReport(_store.Location, published.Objects.IsEmpty ? null : digest, ChooseExitCode(files, results, trouble, isInterrupted), elapsed.TotalSeconds, files, summaries, errors);
    }

    private (string? Digest, string? Trouble) ReadDigest(PublishedLake published)
    {
        try
        {
            return (LakeDigest.Of(published, _store.Location), null);
        }
        catch (StoreException e)
        {
            return (null, e.Message);
        }
    }

    private static int ChooseExitCode(ImmutableArray<FileReport> files, IReadOnlyList<YearResult> results, string? trouble, bool isInterrupted)
    {
        bool Any(params string[] outcomes) => files.Any(file => outcomes.Contains(file.Outcome));
        return isInterrupted && Any("cancelled") ? ExitCodes.Interrupted
            : Any("failed", FileReport.Refused) || results.Any(result => result.Error is not null) || trouble is not null ? ExitCodes.Failed
            : Any("check_failed") ? ExitCodes.CheckFailed
            : Any("held", "cancelled") ? ExitCodes.Failed
            : ExitCodes.Ok;
    }
}
