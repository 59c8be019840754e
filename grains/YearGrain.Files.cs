using System.Collections.Immutable;
using OpenPayments.GrainInterfaces;
using OpenPayments.Grains.Years;
using OpenPayments.Ingestion.Runs;

namespace OpenPayments.Grains;

/// <summary>How a year grain takes its files along.</summary>
internal sealed partial class YearGrain
{
    private readonly Dictionary<FileId, (int Count, DateTimeOffset Since)> _failedCalls = [];

    /// <summary>One step of the run. False when there is nothing to do but wait for a file.</summary>
    private async Task<bool> StepAsync()
    {
        if (Now.Files.Turn() is not { } turn)
        {
            await RecordAsync();
            return false;
        }

        if (Now.IsCancelling && Now.Publishing != turn)
        {
            await EndAsync(Now.Files.Where(file => !file.IsFinished), FileOutcome.Cancelled);
            return Now.Files.Turn() is null;
        }

        await AskAsync(turn);
        var files = Now.Files.Where(file => file.Id.Publication == turn).ToList();
        if (files.All(file => file.IsFinished)) return true;
        if (Now.Publishing == turn || files.Any(file => !file.IsFinished && file.Progress.Stage != FileStage.Validated)) return false;

        if (files.Any(file => file.IsInTheWay()))
            await EndAsync(files.Where(file => !file.IsFinished), FileOutcome.Held);
        else
            await state.ReplaceAsync(Now with { Publishing = turn });
        return true;
    }

    /// <summary>Asks every file of a publication to go on, and writes down those that have got somewhere.</summary>
    private Task AskAsync(DateOnly publication) => CallAsync(
        Now.Files.Where(file => file.Id.Publication == publication && !file.IsFinished),
        file => Now.Publishing == publication
            ? GrainFactory.GetFile(file.Id).PublishAsync(Now.Request!.RunId)
            : GrainFactory.GetFile(file.Id).StartAsync(WorkOf(file.Id)));

    /// <summary>Ends files without publishing them. One that has never heard of the run is ended here alone.</summary>
    private Task EndAsync(IEnumerable<FileStatus> files, FileOutcome outcome) => CallAsync(files, async file =>
    {
        var runId = Now.Request!.RunId;
        var status = await GrainFactory.GetFile(file.Id).EndAsync(runId, outcome);
        return status.RunId == runId ? status : file.Ended(outcome, error: null, time.GetUtcNow());
    });

    private async Task CallAsync(IEnumerable<FileStatus> files, Func<FileStatus, Task<FileStatus>> call)
    {
        var runId = Now.Request!.RunId;
        var answers = await Task.WhenAll(files.Select(file => TryCallAsync(file, call)));
        var changed = answers.Where(answer => answer.RunId == runId).ToList();
        var before = Now.Files;
        state.State = Now with { Files = before.With(changed) };
        if (IsWorthWriting(before, Now.Files)) await state.ReplaceAsync(Now);
    }

    private async Task<FileStatus> TryCallAsync(FileStatus file, Func<FileStatus, Task<FileStatus>> call)
    {
        try
        {
            var answer = await call(file);
            _failedCalls.Remove(file.Id);
            return answer;
        }
        catch (Exception e)
        {
            // An unknown outcome: the next pulse asks again, but not for ever.
            if (runner.IsStopping) return file;
            LogFileNotReached(e, file.Id);
            var now = time.GetUtcNow();
            var (count, since) = _failedCalls.GetValueOrDefault(file.Id, (0, now));
            _failedCalls[file.Id] = (++count, since);
            return options.Value.IsTooOften(count, now - since)
                ? file.Ended(FileOutcome.Failed, $"File {file.Id} cannot be reached: {e.Message}", now)
                : file;
        }
    }

    /// <summary>Counts move all the time and can be asked for; only a new stage has to survive.</summary>
    private static bool IsWorthWriting(ImmutableArray<FileStatus> before, ImmutableArray<FileStatus> after) =>
        !before.Select(file => file.Progress.Stage).SequenceEqual(after.Select(file => file.Progress.Stage));

    private FileWork WorkOf(FileId id)
    {
        var request = Now.Request!;
        return new FileWork(request.RunId, request.Files.First(file => file.Id == id), request.Settings, request.Force);
    }

    private async Task<FileProgress> ProgressOfAsync(FileStatus file, string runId)
    {
        try
        {
            return await GrainFactory.GetFile(file.Id).GetProgressAsync(runId) ?? file.Progress;
        }
        catch (Exception e)
        {
            LogFileNotReached(e, file.Id);
            return file.Progress;
        }
    }
}
