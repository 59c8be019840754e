using OpenPayments.Tests.Servers;

namespace OpenPayments.Silo.Tests.Crash;

/// <summary>Keeps one request waiting, and so its stage from going on, until the test lets it pass. Others of its kind go by.</summary>
/// <param name="number">Which request of the kind, from 1.</param>
public sealed class Hold(Predicate<ProxiedRequest> isOfKind, int number = 1)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly TaskCompletionSource<ProxiedRequest> _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;

    /// <summary>Ends when the request has come.</summary>
    public Task<ProxiedRequest> Reached => _reached.Task.WaitAsync(Patience);

    public void Release() => _released.TrySetResult();

    public Task PassAsync(ProxiedRequest request)
    {
        if (!isOfKind(request) || Interlocked.Increment(ref _count) != number) return Task.CompletedTask;
        _reached.TrySetResult(request);
        return _released.Task;
    }
}
