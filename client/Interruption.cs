using System.Runtime.InteropServices;

namespace OpenPayments.Client;

/// <summary>
/// Ctrl-C and SIGTERM: the first asks the command to stop cleanly, a second ends the process at once. Ending at once is
/// safe too, since every step of a run can be repeated; it only costs the chunks that were under way.
/// </summary>
public sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _signals;

    public Interruption() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
    ];

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        _source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _signals) > 1) Environment.Exit(ExitCodes.Interrupted);
        // Elsewhere than on the signal's own thread, which must stay free for the second signal.
        ThreadPool.QueueUserWorkItem(_ => _source.Cancel());
    }
}
