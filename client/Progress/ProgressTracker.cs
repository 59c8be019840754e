using OpenPayments.GrainInterfaces;
using OpenPayments.Ingestion.Runs;

namespace OpenPayments.Client.Progress;

/// <summary>
/// Turns successive answers of the year grains into speeds. A speed counts only what this process saw happen: chunks that
/// an earlier, interrupted run had finished would make it look too fast.
/// </summary>
public sealed class ProgressTracker(TimeProvider time)
{
    private readonly Dictionary<FileId, StageStart> _starts = [];

    private readonly record struct StageStart(FileStage Stage, DateTimeOffset At, long Bytes, long Records);

    public IReadOnlyList<FileView> Update(IEnumerable<YearProgress> years)
    {
        var now = time.GetUtcNow();
        return [.. years.SelectMany(year => year.Files).Select(file => View(file, now))];
    }

    private FileView View(FileProgress file, DateTimeOffset now)
    {
        var records = file.AcceptedCount + file.QuarantinedCount;
        var done = file.Stage switch
        {
            FileStage.Waiting => 0,
            FileStage.Landing => file.LandedBytes,
            // The header belongs to no chunk.
            _ => file.ChunkCount > 0 && file.FinishedChunkCount == file.ChunkCount ? file.LengthBytes : file.ProcessedBytes,
        };
        if (!_starts.TryGetValue(file.Id, out var start) || start.Stage != file.Stage)
        {
            start = new StageStart(file.Stage, now, done, records);
            _starts[file.Id] = start;
        }

        var seconds = (now - start.At).TotalSeconds;
        var bytesPerSecond = PerSecond(done - start.Bytes, seconds);
        return new FileView(
            file.Id,
            file.Stage,
            file.Outcome,
            done,
            file.LengthBytes,
            records,
            file.QuarantinedCount,
            PerSecond(records - start.Records, seconds),
            bytesPerSecond,
            file.Stage == FileStage.Processing && bytesPerSecond is { } speed ? TimeSpan.FromSeconds(Math.Max(0, file.LengthBytes - done) / speed) : null,
            file.Error);
    }

    private static double? PerSecond(long amount, double seconds) => amount > 0 && seconds > 0 ? amount / seconds : null;
}
