using OpenPayments.GrainInterfaces;
using OpenPayments.GrainInterfaces.States;
using OpenPayments.Grains.Files;
using OpenPayments.Ingestion.Runs;

namespace OpenPayments.Grains;

/// <summary>How a file grain keeps its chunks going.</summary>
internal sealed partial class FileGrain
{
    /// <summary>A resumed file may have thousands of finished chunks to hear of; between so many, others get their turn.</summary>
    private const int AsksPerTurn = 256;

    private readonly ChunkFlight _flight = new();
    private int _nextIndex;
    private bool _isDirty;

    public async Task ChunkEndedAsync(ChunkStatus status)
    {
        if (Now.Stage != FileStage.Processing || status.RunId != Work.RunId || status.Fingerprint != Now.Fingerprint) return;
        await EndOnTroubleAsync(() => AbsorbAsync(status));
        await ContinueAsync();
        if (!IsUnderWay) await TellYearAsync();
    }

    /// <summary>Asks for chunks until enough are in flight; goes on to validation when all are finished.</summary>
    private async Task DispatchAsync()
    {
        var askedCount = 0;
        while (Now.Stage == FileStage.Processing && askedCount < AsksPerTurn && TakeNext() is { Count: > 0 } indexes)
        {
            await AskAsync(indexes);
            askedCount += indexes.Count;
        }

        if (Now.Stage != FileStage.Processing) return;
        if (Now.FinishedChunkCount == Now.ChunkCount)
            await state.ReplaceAsync(Now with { Stage = FileStage.Validating });
        else if (askedCount >= AsksPerTurn)
            _pulse?.Change(TimeSpan.Zero, options.Value.PulsePeriod);
    }

    /// <summary>The next chunks for which there is room in flight.</summary>
    private List<int> TakeNext()
    {
        var indexes = new List<int>();
        for (var room = slots.Window - _flight.Count; indexes.Count < room && _nextIndex < Now.ChunkCount; _nextIndex++)
            if (!Now.FinishedChunks.Has(_nextIndex) && !_flight.Has(_nextIndex))
                indexes.Add(_nextIndex);
        return indexes;
    }

    /// <summary>Writes down how far the file is, and asks the chunks that have been quiet for long.</summary>
    private async Task LookAfterChunksAsync()
    {
        if (_isDirty)
        {
            await state.ReplaceAsync(Now);
            _isDirty = false;
        }

        await AskAsync(_flight.QuietSince(time.GetUtcNow() - options.Value.QuietPeriod));
    }

    /// <summary>Asks chunks to do their work, or how far they are: that is the same question.</summary>
    private async Task AskAsync(List<int> indexes)
    {
        var work = new ChunkWork(Work.RunId, Now.Fingerprint!, Work.Settings, Work.Force);
        foreach (var index in indexes) _flight.Asked(index, time.GetUtcNow());
        var answers = await Task.WhenAll(indexes.Select(index => TryAskAsync(index, work)));
        foreach (var answer in answers)
            if (Now.Stage == FileStage.Processing)
                await AbsorbAsync(answer);
    }

    private async Task<ChunkStatus> TryAskAsync(int index, ChunkWork work)
    {
        try
        {
            return await GrainFactory.GetChunk(new ChunkId(Id, index)).StartAsync(work);
        }
        catch (Exception e)
        {
            // A lost silo, a time-out, a conflict: an unknown outcome. The next pulse asks again, but not for ever.
            LogChunkNotReached(e, Id, index);
            return runner.IsStopping || _flight.Missed(index) < options.Value.MaxFailedCalls
                ? new ChunkStatus(index, work.RunId, work.Fingerprint, ChunkStage.Idle, 0, 0, null)
                : new ChunkStatus(index, work.RunId, work.Fingerprint, ChunkStage.Failed, 0, 0, $"Chunk {index} of {Id} cannot be reached: {e.Message}");
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
                _flight.Heard(index, time.GetUtcNow());
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
            await state.ReplaceAsync(Now);
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
            await Task.WhenAll(inFlight.Select(index => GrainFactory.GetChunk(new ChunkId(Id, index)).CancelAsync()));
        }
        catch (Exception e)
        {
            // A chunk that goes on unasked writes what it would write anyway, and reports to a file that has moved on.
            LogChunkNotReached(e, Id, inFlight[0]);
        }
    }
}
