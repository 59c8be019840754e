using System.Diagnostics;
using System.Runtime.InteropServices;
using OpenPayments.Silo.Settings;
using OpenPayments.Tests.Servers;

namespace OpenPayments.Benchmarks.Cluster;

/// <summary>One silo process.</summary>
internal sealed partial class LocalSilo : IAsyncDisposable
{
    public const int SigKill = 9;
    public const int SigTerm = 15;

    private static readonly HttpClient Http = new();
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(1);

    private readonly Process _process;

    private LocalSilo(Process process, int port) => (_process, Port) = (process, port);

    /// <summary>Its port for other silos, by which grains' addresses name it.</summary>
    public int Port { get; }

    public static async Task<LocalSilo> StartAsync(
        string name, string lake, int slots, string folder, IReadOnlyDictionary<string, string> environment, CancellationToken cancellation)
    {
        var (port, webPort) = (ServerProcess.FreePort(), ServerProcess.FreePort());
        var log = Path.Combine(folder, name + ".log");
        var start = new ProcessStartInfo("bash", ["-c", "exec dotnet \"$0\" silo >\"$1\" 2>&1", Path.Combine(AppContext.BaseDirectory, "openpayments.dll"), log]);
        foreach (var (variable, value) in environment) start.Environment[variable] = value;
        start.Environment[ClusterSettings.Lake.Variable] = lake;
        start.Environment[ClusterSettings.SiloName.Variable] = name;
        start.Environment[ClusterSettings.Slots.Variable] = $"{slots}";
        start.Environment[ClusterSettings.AdvertisedAddress.Variable] = "loopback";
        start.Environment[ClusterSettings.SiloPort.Variable] = $"{port}";
        start.Environment[ClusterSettings.GatewayPort.Variable] = $"{ServerProcess.FreePort()}";
        start.Environment[ClusterSettings.WebPort.Variable] = $"{webPort}";
        var silo = new LocalSilo(Process.Start(start)!, port);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(StartLimit);
        while (!await IsReadyAsync(webPort, limit.Token))
        {
            if (silo._process.HasExited) throw new InvalidOperationException($"A silo ended instead of starting:\n{await File.ReadAllTextAsync(log, cancellation)}");
            await Task.Delay(50, limit.Token);
        }

        return silo;
    }

    public void Send(int signal) => _ = Kill(_process.Id, signal);

    public Task WaitForEndAsync(CancellationToken cancellation) => _process.WaitForExitAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) Send(SigKill);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<bool> IsReadyAsync(int webPort, CancellationToken cancellation)
    {
        try
        {
            using var answer = await Http.GetAsync(new Uri($"http://127.0.0.1:{webPort}/health/ready"), cancellation);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
