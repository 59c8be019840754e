using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Landing;

/// <summary>The few buffers that all landings of a process share to capture chunks in. They are kept while a file lands and freed when none does.</summary>
internal sealed class CaptureBuffers(int count)
{
    private readonly Lock _lock = new();
    private readonly Stack<NativeBuffer> _idle = new();
    private int _landingCount;

    public int RentedCount { get; private set; }

    public int IdleCount => _idle.Count;

    public void BeginLanding()
    {
        lock (_lock) _landingCount++;
    }

    public void EndLanding()
    {
        lock (_lock)
        {
            if (--_landingCount == 0) FreeIdle();
        }
    }

    /// <summary>Null when all are in use.</summary>
    public NativeBuffer? TryRent(int lengthBytes)
    {
        lock (_lock)
        {
            if (RentedCount == count) return null;
            RentedCount++;
            if (_idle.TryPop(out var buffer) && buffer.Length == lengthBytes) return buffer;
            buffer?.Dispose();
            return new NativeBuffer(lengthBytes);
        }
    }

    public void Return(NativeBuffer buffer)
    {
        lock (_lock)
        {
            RentedCount--;
            _idle.Push(buffer);
            if (_landingCount == 0) FreeIdle();
        }
    }

    private void FreeIdle()
    {
        while (_idle.TryPop(out var buffer)) buffer.Dispose();
    }
}
