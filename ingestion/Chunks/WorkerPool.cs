using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Parquet;
using OpenPayments.Ingestion.Profiles;
using OpenPayments.Ingestion.Rules;

namespace OpenPayments.Ingestion.Chunks;

/// <summary>An engine and a writer for one file. Their buffers grow to the size of a chunk's columns and are worth keeping.</summary>
internal sealed class Worker(LandedFile file, IngestionSettings settings) : IDisposable
{
    public RuleSet Rules { get; } = RuleSet.Create(settings.RuleSeverities);

    public ChunkEngine Engine => field ??= new ChunkEngine(file, Rules);

    public IPartWriter Writer { get; } = PartWriters.Create(settings.Codec);

    public PartProfiler Profiler { get; } = new();

    public bool Fits(LandedFile otherFile, string otherSettings) => file.Id == otherFile.Id && file.Sha256 == otherFile.Sha256 && WorkFingerprint.OfSettings(settings) == otherSettings;

    public void Dispose() => Writer.Dispose();
}

/// <summary>Workers that wait for their next chunk, the last used first. No more are kept than there are cores; memory is bounded by that.</summary>
internal sealed class WorkerPool : IDisposable
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Worker> _idle = [];

    public Worker Rent(LandedFile file, IngestionSettings settings)
    {
        var fingerprint = WorkFingerprint.OfSettings(settings);
        lock (_lock)
        {
            for (var node = _idle.First; node is not null; node = node.Next)
            {
                if (!node.Value.Fits(file, fingerprint)) continue;
                _idle.Remove(node);
                return node.Value;
            }
        }

        return new Worker(file, settings);
    }

    public void Return(Worker worker)
    {
        Worker? dropped = null;
        lock (_lock)
        {
            _idle.AddFirst(worker);
            if (_idle.Count > Environment.ProcessorCount)
            {
                dropped = _idle.Last!.Value;
                _idle.RemoveLast();
            }
        }

        dropped?.Dispose();
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var worker in _idle) worker.Dispose();
            _idle.Clear();
        }
    }
}
