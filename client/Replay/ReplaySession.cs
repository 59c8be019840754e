using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OpenPayments.Client.Ingest;
using OpenPayments.Client.Output;
using OpenPayments.Client.Progress;
using OpenPayments.GrainInterfaces;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Runs.Replay;
using OpenPayments.Ingestion.Sources;
using OpenPayments.Ingestion.Stores;
using OpenPayments.Silo;
using OpenPayments.Storage.Local;

namespace OpenPayments.Client.Replay;

/// <param name="Run">Its id, the beginning of it, or <c>latest</c>.</param>
/// <param name="Scratch">The folder below which the scratch lake is made; null for the machine's temporary one.</param>
public sealed record ReplayArguments(string Run, int? ProgramYear, string? Scratch, bool Keep, int Parallelism, bool Json);

/// <summary>
/// A golden replay: the grains and stages of every ingest do a recorded run again, from the lake's raw zone into a scratch lake,
/// with the recorded settings, eras and chunks, and what comes out is compared with what was recorded. The lake itself is only read.
/// </summary>
public sealed class ReplaySession(Terminal terminal, ReplayArguments arguments, IObjectStore lake, TimeProvider time)
{
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var records = await RunRecords.FindAsync(lake, arguments.Run, arguments.ProgramYear, cancellation);
        var files = records.SelectMany(record => RunComparison.FilesOf(record)).ToList();
        if (files.Count == 0)
            throw new InputException($"The run {records[0].RunId} has no file that came as far as its validation ({string.Join(", ", records.SelectMany(record => record.Files).Select(file => $"{file.Source.Id} {file.Outcome}"))}): there is nothing to do again. Replay the run that published them.");
        await CheckRawAsync(files, cancellation);

        if (arguments.Scratch is { } scratch && (scratch + Path.DirectorySeparatorChar).StartsWith(lake.Location + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new InputException($"The folder {scratch} is within the lake {lake.Location}, which a replay must not touch: name another one with --scratch.");
        using var folder = new ScratchFolder(arguments.Scratch, arguments.Keep);
        await terminal.Error.WriteLineAsync($"Doing run {records[0].RunId} again in {folder.Path}; the lake {lake.Location} is only read.");
        var replays = await ReplayAsync(records, files, folder, cancellation);
        terminal.Out.Write(arguments.Json ? JsonSerializer.Serialize(replays, LakeJson.Indented) + "\n" : ReplayText.Describe(replays));
        if (arguments.Keep) await terminal.Error.WriteLineAsync($"The scratch lake stays in {folder.Path}.");
        return replays.All(replay => replay.IsEqual) ? ExitCodes.Ok : ExitCodes.CheckFailed;
    }

    /// <summary>From other bytes than the run's nothing could be concluded.</summary>
    private async Task CheckRawAsync(IReadOnlyList<RunFile> files, CancellationToken cancellation)
    {
        var line = terminal.CanRedraw ? new PercentLine(terminal.Error, "Checking raw files", time) : null;
        var (doneBytes, totalBytes) = (0L, files.Sum(file => file.Landed!.LengthBytes));
        foreach (var file in files)
        {
            using var raw = await lake.OpenAsync(file.Landed!.RawKey, cancellation);
            var sha256 = ObjectHash.Compute(raw, count => line?.Report(new VerifyProgress(doneBytes += count, totalBytes)), cancellation);
            if (sha256 == file.Landed.Sha256) continue;
            line?.Clear();
            throw new InputException($"{file.Landed.RawKey} in the lake {lake.Location} is not what the run read: its SHA-256 is {sha256}, recorded is {file.Landed.Sha256}. Nothing was replayed; `openpayments verify` lists all that has changed, and a copy of the lake or CMS's file can replace it.");
        }

        line?.Clear();
    }

    private async Task<IReadOnlyList<RunReplay>> ReplayAsync(IReadOnlyList<RunRecord> records, IReadOnlyList<RunFile> files, ScratchFolder folder, CancellationToken cancellation)
    {
        var scratch = new ScratchStore(new LocalObjectStore(folder.Path), lake, files.Select(file => file.Landed!.RawKey).ToHashSet());
        using var stages = new FileStages(scratch, time, new RawSources(lake));
        var replayStages = new ReplayStages(stages, files);
        await using var silo = await EmbeddedSilo.StartAsync(
            new EmbeddedSiloOptions { LakePath = folder.Path, Parallelism = arguments.Parallelism },
            services => services.AddSingleton<IFileStages>(replayStages).AddSingleton<IObjectStore>(scratch),
            cancellation);
        using IProgressDisplay display = terminal.CanRedraw ? new LiveDisplay(terminal.CreateErrorConsole()) : new PlainDisplay(terminal.Error, time);

        var replays = new List<RunReplay>();
        foreach (var record in records.Where(record => !RunComparison.FilesOf(record).IsEmpty))
        {
            var ingest = new IngestArguments([], SourceFilter.All, record.Settings, arguments.Parallelism, AllowDrift: true, Force: false, arguments.Json);
            var results = await new YearRuns(silo.Grains, ingest, display, time, goOnAlone: false).RunAsync(RunComparison.FilesOf(record).Select(RawSources.Of), _ => false, cancellation);
            cancellation.ThrowIfCancellationRequested();
            replays.Add(await new RunComparison(record, lake, scratch, replayStages).CompareAsync(ErrorsOf(results), cancellation));
        }

        return replays;
    }

    private static Dictionary<FileId, string> ErrorsOf(IEnumerable<YearResult> results) =>
        results.SelectMany(result => result.Files).Where(file => file.Progress.Error is not null).ToDictionary(file => file.Progress.Id, file => file.Progress.Error!);
}
