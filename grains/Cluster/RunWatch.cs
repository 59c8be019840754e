using Microsoft.Extensions.Logging;
using OpenPayments.GrainInterfaces;

namespace OpenPayments.Grains.Cluster;

/// <summary>
/// Wakes the years with an unfinished run when this silo has come up or another was lost. Their reminders would do so too,
/// but only within a minute, and nobody else may ask: a client can have left.
/// </summary>
internal sealed partial class RunWatch(IGrainFactory grains, ISiloStatusOracle silos, ILogger<RunWatch> logger)
    : ISiloStatusListener, ILifecycleParticipant<ISiloLifecycle>
{
    private const int Attempts = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private CancellationToken _stopping;

    public void Participate(ISiloLifecycle lifecycle)
    {
        var stopping = new CancellationTokenSource();
        _stopping = stopping.Token;
        lifecycle.Subscribe(
            nameof(RunWatch),
            ServiceLifecycleStage.Last,
            _ =>
            {
                silos.SubscribeToSiloStatusEvents(this);
                Look();
                return Task.CompletedTask;
            },
            _ =>
            {
                silos.UnSubscribeFromSiloStatusEvents(this);
                return stopping.CancelAsync();
            });
    }

    public void SiloStatusChangeNotification(SiloAddress updatedSilo, SiloStatus status)
    {
        if (status == SiloStatus.Dead) Look();
    }

    private void Look() => _ = Task.Run(LookAsync, CancellationToken.None);

    private async Task LookAsync()
    {
        for (var attempt = 1; attempt <= Attempts && !_stopping.IsCancellationRequested; attempt++)
        {
            try
            {
                foreach (var year in await grains.GetCatalog().GetYearsAsync())
                    if (year.Outcome is null)
                        await grains.GetYear(year.ProgramYear).GetProgressAsync();
                return;
            }
            catch (Exception e)
            {
                // The grains may have been on the silo that was lost.
                LogNotReached(e);
                await Task.Delay(Pause, CancellationToken.None);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The years under way could not be woken yet.")]
    private partial void LogNotReached(Exception e);
}
