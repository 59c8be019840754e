using System.Collections.Immutable;
using OpenPayments.GrainInterfaces;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Sources;

namespace OpenPayments.Grains.Years;

/// <summary>What follows from the files of a run taken together.</summary>
internal static class YearFiles
{
    /// <summary>In the order in which they are published: older publications first, so that the newest ends up current.</summary>
    public static ImmutableArray<FileStatus> Waiting(IngestRequest request) =>
    [
        .. request.Files
            .OrderBy(file => file.Id.Publication).ThenBy(file => file.Id.Kind)
            .Select(file => new FileStatus(request.RunId, Waiting(file), Summary: null)),
    ];

    /// <summary>The publication whose turn it is: the oldest with a file that has not ended.</summary>
    public static DateOnly? Turn(this ImmutableArray<FileStatus> files) =>
        files.Where(file => !file.IsFinished).Select(file => (DateOnly?)file.Id.Publication).FirstOrDefault();

    public static ImmutableArray<FileStatus> With(this ImmutableArray<FileStatus> files, IEnumerable<FileStatus> changed)
    {
        var byId = changed.ToDictionary(file => file.Id);
        return [.. files.Select(file => byId.GetValueOrDefault(file.Id, file))];
    }

    public static FileStatus Ended(this FileStatus file, FileOutcome outcome, string? error, DateTimeOffset at) =>
        file with { Progress = file.Progress with { Stage = FileStage.Finished, Outcome = outcome, Error = error, FinishedAt = at } };

    /// <summary>Whether this file keeps its publication from being published.</summary>
    public static bool IsInTheWay(this FileStatus file) =>
        file.IsFinished && file.Progress.Outcome is not (FileOutcome.Published or FileOutcome.Unchanged);

    public static RunOutcome OutcomeOf(ImmutableArray<FileStatus> files)
    {
        if (files.Any(file => file.Progress.Outcome == FileOutcome.Cancelled)) return RunOutcome.Cancelled;
        if (files.Any(file => file.Progress.Outcome == FileOutcome.Failed)) return RunOutcome.Failed;
        return files.Any(file => file.Progress.Outcome == FileOutcome.CheckFailed) ? RunOutcome.CheckFailed : RunOutcome.Succeeded;
    }

    /// <summary>The stage of the file that is least far in the publication whose turn it is.</summary>
    public static RunStage StageOf(IEnumerable<FileProgress> files)
    {
        var unfinished = files.Where(file => file.Stage != FileStage.Finished).ToList();
        if (unfinished.Count == 0) return RunStage.Publishing;
        var turn = unfinished.Min(file => file.Id.Publication);
        return unfinished.Where(file => file.Id.Publication == turn).Min(file => file.Stage) switch
        {
            FileStage.Waiting or FileStage.Landing => RunStage.Landing,
            FileStage.Processing => RunStage.Processing,
            FileStage.Validating or FileStage.Validated => RunStage.Validating,
            _ => RunStage.Publishing,
        };
    }

    extension(FileStatus file)
    {
        public FileId Id => file.Progress.Id;

        public bool IsFinished => file.Progress.Stage == FileStage.Finished;
    }

    private static FileProgress Waiting(SourceFile file) =>
        new(file.Id, file.FileName, FileStage.Waiting, null, file.LengthBytes, 0, 0, 0, 0, 0, 0, 0, null, null, null, null);
}
