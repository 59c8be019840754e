using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OpenPayments.Client.Output;
using OpenPayments.Client.Progress;
using OpenPayments.GrainInterfaces;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Sources;
using OpenPayments.Ingestion.Stores;
using OpenPayments.Silo;
using OpenPayments.Storage.Local;
using OpenPayments.Storage.S3;

namespace OpenPayments.Client.Ingest;

/// <summary>
/// One ingest from the command line: find the sources, plan, run what is to be done in a silo of its own, sum up. The silo is
/// not even started when the lake holds everything already.
/// </summary>
public sealed class IngestSession(Terminal terminal, IngestArguments arguments, TimeProvider time)
{
    private readonly LocalObjectStore _store = new(arguments.LakePath);
    private readonly IRemoteSources _remote = new S3Sources(S3StoreOptions.FromEnvironment());

    public async Task<int> PlanAsync(CancellationToken cancellation)
    {
        var (plan, _) = await MakePlanAsync(cancellation);
        terminal.Out.Write(arguments.Json
            ? JsonSerializer.Serialize(PlanReport.Create(plan, arguments), LakeJson.Indented) + "\n"
            : PlanText.Describe(plan, arguments));
        return ExitCodes.Ok;
    }

    public async Task<int> IngestAsync(CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        var (plan, memory) = await MakePlanAsync(cancellation);
        if (plan.ToIngest.Any() || plan.Refused.Any())
            await (arguments.Json ? terminal.Error : terminal.Out).WriteLineAsync(PlanText.Describe(plan, arguments));
        var results = plan.ToIngest.Any() ? await RunAsync(plan, memory, cancellation) : [];
        var report = await SumUpAsync(plan, memory, results, time.GetElapsedTime(start), cancellation.IsCancellationRequested);
        terminal.Out.Write(arguments.Json ? JsonSerializer.Serialize(report, LakeJson.Indented) + "\n" : SummaryText.Describe(report));
        foreach (var error in report.Errors) await terminal.Error.WriteLineAsync(error);
        if (report.ExitCode == ExitCodes.Interrupted)
            await terminal.Error.WriteLineAsync("Interrupted. What is finished stays finished: run the same command again, and it goes on from there.");
        return report.ExitCode;
    }

    private async Task<(IngestPlan Plan, LakeMemory Memory)> MakePlanAsync(CancellationToken cancellation)
    {
        var findings = await SourceFinder.FindAsync(arguments.Sources, arguments.Filter, _remote, cancellation);
        var memory = await LakeMemory.ReadAsync(_store, cancellation);
        var settings = WorkFingerprint.OfSettings(arguments.Settings);
        return (IngestPlan.Create(findings, arguments, file => memory.IsPublished(file, settings)), memory);
    }

    private async Task<IReadOnlyList<YearResult>> RunAsync(IngestPlan plan, LakeMemory memory, CancellationToken cancellation)
    {
        var options = new EmbeddedSiloOptions { LakePath = arguments.LakePath, Parallelism = arguments.Parallelism };
        await using var silo = await EmbeddedSilo.StartAsync(options, services => services.AddSingleton<IFileStages>(_ => new FileStages(_store, time, _remote)), cancellation);
        using IProgressDisplay display = terminal.CanRedraw ? new LiveDisplay(terminal.CreateErrorConsole()) : new PlainDisplay(terminal.Error, time);
        var files = plan.ToIngest.Select(file => file.Source).ToList();
        return await new YearRuns(silo.Grains, arguments, display, time).RunAsync(files, memory.IsLost, cancellation);
    }

    private async Task<IngestReport> SumUpAsync(IngestPlan plan, LakeMemory memory, IReadOnlyList<YearResult> results, TimeSpan elapsed, bool isInterrupted)
    {
        var lake = await PublishedLake.ReadAsync(_store);
        var statuses = results.SelectMany(result => result.Files).ToDictionary(file => file.Progress.Id);
        var files = plan.Files.OrderBy(file => (file.Source.Id.ProgramYear, file.Source.Id.Kind, file.Source.Id.Publication)).Select(file => statuses.TryGetValue(file.Source.Id, out var status)
            ? FileReport.Create(file, status.Progress, status.Summary, lake)
            : FileReport.Create(file, null, memory.SummaryOf(file.Source.Id), lake)).ToImmutableArray();
        var (digest, trouble) = ReadDigest(lake);
        ImmutableArray<string> errors =
        [
            .. files.Where(file => file.Error is not null).Select(file => $"{file.File}: {file.Error}"),
            .. results.Where(result => result.Error is not null).Select(result => $"{result.ProgramYear}: {result.Error}"),
            .. trouble is not null && !isInterrupted ? [trouble] : Array.Empty<string>(),
        ];
        return new IngestReport(_store.Location, lake.Objects.IsEmpty ? null : digest, ChooseExitCode(files, results, trouble, isInterrupted), elapsed.TotalSeconds, files, errors);
    }

    private (string? Digest, string? Trouble) ReadDigest(PublishedLake lake)
    {
        try
        {
            return (LakeDigest.Of(lake, _store.Location), null);
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
