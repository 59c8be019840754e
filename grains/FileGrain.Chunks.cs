using OpenPayments.GrainInterfaces;
using OpenPayments.GrainInterfaces.States;
using OpenPayments.Grains.Files;
using OpenPayments.Ingestion.Runs;
using Orleans.Runtime.Placement;

namespace OpenPayments.Grains;

/// <summary>How a file grain keeps its chunks going.</summary>
internal sealed partial class FileGrain
{
    private readonly ChunkFlight _flight = new();
    private int _nextIndex;
    private bool _isDirty;
    private DateTimeOffset _writtenAt;

    // An answer may be overtaken by the report that the chunk has ended.
    public Task ChunkAnsweredAsync(ChunkStatus status) => _flight.Has(status.ChunkIndex) ? ChunkEndedAsync(status) : Task.CompletedTask;

    public async Task ChunkEndedAsync(ChunkStatus status)
    {
        if (Now.Stage != FileStage.Processing || status.RunId != Work.RunId || status.Fingerprint != Now.Fingerprint) return;
        await EndOnTroubleAsync(() => AbsorbAsync(status));
        await ContinueAsync();
        if (!IsUnderWay) await TellYearAsync();
    }

    public Task ChunkYieldedAsync(string fingerprint, int index, SiloAddress to)
    {
        if (Now.Stage == FileStage.Processing && Now.Fingerprint == fingerprint && _flight.Has(index)) Ask(index, to);
        return Task.CompletedTask;
    }

    /// <summary>Asks for chunks until every silo has enough of them; goes on to validation when all are finished.</summary>
    private async Task DispatchAsync()
    {
        var windows = slots.Windows();
        while (FindNext() is { } index && FindRoom(windows) is { } silo) Ask(index, silo);
        if (Now.FinishedChunkCount == Now.ChunkCount)
            await WriteAsync(Now with { Stage = FileStage.Validating });
    }

    private int? FindNext()
    {
        while (_nextIndex < Now.ChunkCount && (Now.FinishedChunks.Has(_nextIndex) || _flight.Has(_nextIndex))) _nextIndex++;
        return _nextIndex < Now.ChunkCount ? _nextIndex : null;
    }

    /// <summary>The silo with the most room for chunks of this file; null when none has any.</summary>
    private SiloAddress? FindRoom(Dictionary<SiloAddress, int> windows)
    {
        var (silo, room) = windows.Select(window => (window.Key, Room: window.Value - _flight.CountOn(window.Key))).MaxBy(silo => silo.Room);
        return room > 0 ? silo : null;
    }

    /// <summary>Writes down how far the file is, asks the chunks that have been quiet for long, and moves some that wait in vain.</summary>
    private async Task LookAfterChunksAsync()
    {
        if (_isDirty && time.GetUtcNow() - _writtenAt >= options.Value.ProgressPeriod) await WriteAsync(Now);

        var windows = slots.Windows();
        foreach (var index in _flight.QuietSince(time.GetUtcNow() - options.Value.QuietPeriod, silo => !windows.ContainsKey(silo)))
            Ask(index, _flight.SiloOf(index) is { } silo && windows.ContainsKey(silo) ? silo : windows.Keys.MinBy(_flight.CountOn)!);
        if (FindNext() is null) Rebalance(windows);
    }

    /// <summary>
    /// All chunks are handed out, and a silo has none of them while others may still wait for a slot elsewhere, behind
    /// the landing of a large file, say: the silo gets some of those.
    /// </summary>
    private void Rebalance(Dictionary<SiloAddress, int> windows)
    {
        if (windows.Count < 2 || windows.Keys.FirstOrDefault(silo => _flight.CountOn(silo) == 0) is not { } idle) return;
        var busiest = windows.Keys.MaxBy(_flight.CountOn)!;
        _ = MoveAsync([.. _flight.On(busiest)], windows[idle] / 2, Self(), Now.Fingerprint!, idle);
    }

    /// <summary>
    /// Asks a chunk to do its work, or how far it is: that is the same question. The call runs beside the grain, so that a silo
    /// which does not answer holds up nobody, and its answer comes as a report.
    /// </summary>
    private void Ask(int index, SiloAddress silo)
    {
        _flight.Asked(index, silo, time.GetUtcNow());
        _ = AskAsync(GrainFactory.GetChunk(new ChunkId(Id, index)), Self(), index, new ChunkWork(Work.RunId, Now.Fingerprint!, Work.Settings, Work.Force), silo);
    }

    private async Task AskAsync(IChunkGrain chunk, IFileReports self, int index, ChunkWork work, SiloAddress silo)
    {
        ChunkStatus answer;
        try
        {
            RequestContext.Set(IPlacementDirector.PlacementHintKey, silo);
            // Finished work names the run that did it.
            answer = (await chunk.StartAsync(work)) with { RunId = work.RunId };
        }
        catch (Exception e)
        {
            // A lost silo, a time-out, a conflict: an unknown outcome. The next pulse asks again, but not for ever.
            LogChunkNotReached(e, Id, index);
            answer = new ChunkStatus(index, work.RunId, work.Fingerprint, ChunkStage.Idle, 0, 0, e.Message);
        }
        finally
        {
            RequestContext.Remove(IPlacementDirector.PlacementHintKey);
        }

        await self.ChunkAnsweredAsync(answer);
    }

    /// <summary>Asks one chunk after the other until enough have given way: which of them wait, and which are at work, only they know.</summary>
    private async Task MoveAsync(List<int> indexes, int count, IFileReports self, string fingerprint, SiloAddress to)
    {
        foreach (var index in indexes)
        {
            if (count == 0) return;
            try
            {
                if (!await GrainFactory.GetGrain<IChunkReports>(new ChunkId(Id, index).ToString()).YieldAsync(fingerprint)) continue;
                count--;
                await self.ChunkYieldedAsync(fingerprint, index, to);
            }
            catch (Exception e)
            {
                // It stays where it is.
                LogChunkNotReached(e, Id, index);
            }
        }
    }

    private async Task AbsorbAsync(ChunkStatus status)
    {
        var index = status.ChunkIndex;
        switch (status.Stage)
        {
            case ChunkStage.Finished:
                _flight.Ended(index);
                if (Now.FinishedChunks.Has(index)) break;
                state.State = WithFinished(Now, status, _landed!.Chunks[index].LengthBytes);
                _isDirty = true;
                break;
            case ChunkStage.Failed:
                await FinishAsync(FileOutcome.Failed, status.Error);
                break;
            case ChunkStage.Running:
                _flight.Heard(index, status.Silo, time.GetUtcNow());
                break;
            case ChunkStage.Idle when status.Error is null || runner.IsStopping:
                _flight.Refused(index);
                break;
            case ChunkStage.Idle:
                var (count, since) = _flight.Missed(index, time.GetUtcNow());
                if (options.Value.IsTooOften(count, time.GetUtcNow() - since))
                    await FinishAsync(FileOutcome.Failed, $"Chunk {index} of {Id} cannot be reached: {status.Error}");
                break;
        }
    }

    // Not written at once: the chunk has written its result, and would say the same again if this were lost.
    private static FileState WithFinished(FileState file, ChunkStatus status, long lengthBytes) => file with
    {
        FinishedChunks = file.FinishedChunks.With(status.ChunkIndex),
        FinishedChunkCount = file.FinishedChunkCount + 1,
        ProcessedBytes = file.ProcessedBytes + lengthBytes,
        AcceptedCount = file.AcceptedCount + status.AcceptedCount,
        QuarantinedCount = file.QuarantinedCount + status.QuarantinedCount,
    };

    /// <summary>For those who read the state of a silo that has stopped; nothing is lost when it fails.</summary>
    private async Task TryWriteProgressAsync()
    {
        try
        {
            await WriteAsync(Now);
        }
        catch (Exception e)
        {
            LogProgressNotWritten(e, Id);
        }
    }

    /// <summary>Stops all work for this file. What is finished stays with its chunks.</summary>
    private async Task AbandonAsync()
    {
        _job?.Cancel();
        _job = null;
        var inFlight = _flight.Indexes.ToList();
        _flight.Clear();
        _nextIndex = 0;
        _isDirty = false;
        try
        {
            await Task.WhenAll(inFlight.Select(index => GrainFactory.GetChunk(new ChunkId(Id, index)).CancelAsync())).WaitAsync(options.Value.CancelPatience);
        }
        catch (Exception e)
        {
            // A chunk that goes on unasked writes what it would write anyway, and reports to a file that has moved on.
            LogChunkNotReached(e, Id, inFlight[0]);
        }
    }
}
