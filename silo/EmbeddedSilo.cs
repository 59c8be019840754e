using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenPayments.Orleans.Sqlite;
using Orleans;

namespace OpenPayments.Silo;

/// <summary>
/// A silo inside this process, alone in its cluster, with its state in SQLite under the lake: the whole system for one
/// machine. From its start on it is the lake's only writer while it lives.
/// </summary>
public sealed class EmbeddedSilo : IAsyncDisposable
{
    /// <summary>A free port is found before it is used, so another process may be faster.</summary>
    private const int PortAttempts = 5;

    private readonly EmbeddedSiloOptions _options;
    private readonly Action<IServiceCollection>? _configure;
    private Task<IHost> _host;
    private WriterLock? _lock;
    private bool _isStarted;
    private Task? _stopped;

    private EmbeddedSilo(EmbeddedSiloOptions options, Action<IServiceCollection>? configure)
    {
        (_options, _configure) = (options, configure);
        _host = ComposeAsync();
    }

    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    public IServiceProvider Services => _isStarted ? _host.Result.Services : throw new InvalidOperationException("The silo has not been started.");

    /// <summary>Begins to put a silo together on another thread. Until it is started it touches nothing of the lake.</summary>
    /// <param name="options">Its lake and its room.</param>
    /// <param name="configure">Adds services, or others in the place of the lake's own store and stages.</param>
    public static EmbeddedSilo Prepare(EmbeddedSiloOptions options, Action<IServiceCollection>? configure = null) => new(options, configure);

    /// <inheritdoc cref="StartAsync(CancellationToken)"/>
    public static async Task<EmbeddedSilo> StartAsync(
        EmbeddedSiloOptions options, Action<IServiceCollection>? configure = null, CancellationToken cancellation = default)
    {
        var silo = Prepare(options, configure);
        try
        {
            await silo.StartAsync(cancellation);
            return silo;
        }
        catch
        {
            await silo.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Starts the silo, once. Throws <see cref="Ingestion.InputException"/> when the lake has another writer, cannot be written, or its state
    /// database cannot be used.
    /// </summary>
    public async Task StartAsync(CancellationToken cancellation = default)
    {
        _lock = WriterLock.Take(_options.LakePath);
        ThreadRoom.Reserve(_options.Parallelism);
        for (var attempt = 1; ; attempt++)
        {
            var host = await _host;
            try
            {
                // Before the silo starts, so that a bad file is said in its own words.
                host.Services.GetRequiredService<StateDatabases>().Open(LakeFolder.StatePath(_options.LakePath));
                await host.StartAsync(cancellation);
                _isStarted = true;
                return;
            }
            catch (Exception e) when (IsPortTaken(e) && attempt < PortAttempts)
            {
                await DisposeAsync(host);
                _host = ComposeAsync();
            }
        }
    }

    /// <summary>Stops cleanly: running chunks are abandoned, everything finished is kept, and the same run can go on later. The lake has no other writer yet.</summary>
    public Task StopAsync() => _stopped ??= Task.Run(async () =>
    {
        var host = await _host;
        try
        {
            if (_isStarted) await host.StopAsync();
        }
        finally
        {
            await DisposeAsync(host);
        }
    });

    /// <summary>Stops, and leaves the lake to other writers.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await StopAsync();
        }
        finally
        {
            _lock?.Dispose();
        }
    }

    private Task<IHost> ComposeAsync() => Task.Run(() => EmbeddedHost.Build(_options, FreePort(), _configure));

    private static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }

    private static bool IsPortTaken(Exception? e) => e switch
    {
        null => false,
        SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } => true,
        AggregateException many => many.InnerExceptions.Any(IsPortTaken),
        _ => IsPortTaken(e.InnerException),
    };

    private static async ValueTask DisposeAsync(IHost host)
    {
        if (host is IAsyncDisposable disposable) await disposable.DisposeAsync();
        else host.Dispose();
    }
}
