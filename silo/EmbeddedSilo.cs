using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenPayments.Orleans.Sqlite;
using Orleans;

namespace OpenPayments.Silo;

/// <summary>
/// A silo inside this process, alone in its cluster, with its state in SQLite under the lake: the whole system for one
/// machine. It is the lake's only writer while it lives.
/// </summary>
public sealed class EmbeddedSilo : IAsyncDisposable
{
    /// <summary>A free port is found before it is used, so another process may be faster.</summary>
    private const int PortAttempts = 5;

    private readonly IHost _host;
    private readonly WriterLock _lock;

    private EmbeddedSilo(IHost host, WriterLock @lock)
    {
        _host = host;
        _lock = @lock;
        Grains = host.Services.GetRequiredService<IGrainFactory>();
    }

    public IGrainFactory Grains { get; }

    public IServiceProvider Services => _host.Services;

    /// <summary>
    /// Starts the silo. Throws <see cref="Ingestion.InputException"/> when the lake has another writer, cannot be written, or its state
    /// database cannot be used.
    /// </summary>
    /// <param name="configure">Adds services, or others in the place of the lake's own store and stages.</param>
    public static async Task<EmbeddedSilo> StartAsync(
        EmbeddedSiloOptions options, Action<IServiceCollection>? configure = null, CancellationToken cancellation = default)
    {
        var writerLock = WriterLock.Take(options.LakePath);
        try
        {
            ThreadRoom.Reserve(options.Parallelism);
            for (var attempt = 1; ; attempt++)
            {
                var host = EmbeddedHost.Build(options, FreePort(), configure);
                try
                {
                    // Before the silo starts, so that a bad file is said in its own words.
                    host.Services.GetRequiredService<StateDatabases>().Open(LakeFolder.StatePath(options.LakePath));
                    await host.StartAsync(cancellation);
                    return new EmbeddedSilo(host, writerLock);
                }
                catch (Exception e)
                {
                    await DisposeAsync(host);
                    if (!IsPortTaken(e) || attempt == PortAttempts) throw;
                }
            }
        }
        catch
        {
            writerLock.Dispose();
            throw;
        }
    }

    /// <summary>Stops cleanly: running chunks are abandoned, everything finished is kept, and the same run can go on later.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _host.StopAsync();
        }
        finally
        {
            await DisposeAsync(_host);
            _lock.Dispose();
        }
    }

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
