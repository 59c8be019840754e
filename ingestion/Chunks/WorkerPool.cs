using OpenPayments.Ingestion.Landing;

namespace OpenPayments.Ingestion.Chunks;

/// <summary>Workers that wait for their next chunk, the last used first. No more are kept than there are cores; memory is bounded by that.</summary>
internal sealed class WorkerPool(bool takesProfiles) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Worker> _idle = [];
    private bool _isDisposed;

    public int RentedCount { get; private set; }

    public Worker Rent(LandedFile file, IngestionSettings settings)
    {
        var fingerprint = WorkFingerprint.OfSettings(settings);
        lock (_lock)
        {
            RentedCount++;
            for (var node = _idle.First; node is not null; node = node.Next)
            {
                if (!node.Value.Fits(file, fingerprint)) continue;
                _idle.Remove(node);
                return node.Value;
            }
        }

        return new Worker(file, settings, takesProfiles);
    }

    public void Return(Worker worker)
    {
        Worker? dropped = null;
        lock (_lock)
        {
            RentedCount--;
            _idle.AddFirst(worker);
            if (_isDisposed || _idle.Count > Environment.ProcessorCount)
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
            _isDisposed = true;
            foreach (var worker in _idle) worker.Dispose();
            _idle.Clear();
        }
    }
}
