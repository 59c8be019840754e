namespace OpenPayments.Grains.Stages;

/// <summary>Stage work that runs beside the grain that asked for it.</summary>
internal sealed class StageJob : IDisposable
{
    private readonly CancellationTokenSource _cancellation;

    public StageJob(CancellationToken stopping)
    {
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Cancellation = _cancellation.Token;
    }

    public CancellationToken Cancellation { get; }

    /// <summary>It has a slot; before that it waits for one.</summary>
    public bool HasBegun { get; set; }

    /// <summary>Ends after the outcome was reported, or with nothing reported when the job was cancelled. Never fails.</summary>
    public Task Completion { get; set; } = Task.CompletedTask;

    /// <summary>Makes the work stop soon; its outcome, if it still has one, is not reported.</summary>
    public void Cancel()
    {
        try
        {
            _cancellation.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself.
        }
    }

    public void Dispose() => _cancellation.Dispose();
}
