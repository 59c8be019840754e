using Microsoft.Extensions.Hosting;

namespace OpenPayments.Silo;

/// <summary>Signals are the program's business, not the host's.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
