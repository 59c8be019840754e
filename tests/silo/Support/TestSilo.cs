using System.Net;
using OpenPayments.Client.Tests.Processes;
using OpenPayments.Silo.Settings;
using OpenPayments.Tests.Servers;

namespace OpenPayments.Silo.Tests.Support;

/// <summary>One silo in a process of its own, on loopback ports of its own.</summary>
public sealed class TestSilo : IAsyncDisposable
{
    private const int SigStop = 19;
    private const int SigCont = 18;

    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(3);
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };

    private readonly ProgramRun _run;

    private TestSilo(string name, int siloPort, int webPort, ProgramRun run) => (Name, SiloPort, Web, _run) = (name, siloPort, new Uri($"http://127.0.0.1:{webPort}"), run);

    public string Name { get; }

    public int SiloPort { get; }

    public Uri Web { get; }

    public bool IsRunning => !_run.HasExited;

    /// <summary>What it has said on standard error, where its log goes.</summary>
    public string Log => _run.Error;

    internal static TestSilo Start(
        string name, string lake, IReadOnlyDictionary<string, string?> environment, IReadOnlyDictionary<string, string?>? changes, IReadOnlyList<string> options)
    {
        var (siloPort, gatewayPort, webPort) = (ServerProcess.FreePort(), ServerProcess.FreePort(), ServerProcess.FreePort());
        var all = new Dictionary<string, string?>(environment)
        {
            [ClusterSettings.Lake.Variable] = lake,
            [ClusterSettings.SiloName.Variable] = name,
            [ClusterSettings.AdvertisedAddress.Variable] = "loopback",
            [ClusterSettings.SiloPort.Variable] = $"{siloPort}",
            [ClusterSettings.GatewayPort.Variable] = $"{gatewayPort}",
            [ClusterSettings.WebPort.Variable] = $"{webPort}",
        };
        foreach (var (variable, value) in changes ?? new Dictionary<string, string?>()) all[variable] = value;
        var run = ProgramRun.Start(start =>
        {
            foreach (var (variable, value) in all) start.Environment[variable] = value;
        }, ["silo", .. options]);
        return new TestSilo(name, siloPort, webPort, run);
    }

    public async Task WaitUntilReadyAsync()
    {
        using var patience = new CancellationTokenSource(StartPatience);
        while (await StatusOfAsync("/health/ready") != HttpStatusCode.OK)
        {
            if (!IsRunning) throw new InvalidOperationException($"The silo {Name} ended instead of becoming ready:\n{Log}");
            await Task.Delay(50, patience.Token);
        }
    }

    /// <summary>The status of an answer; null when nobody answers.</summary>
    public async Task<HttpStatusCode?> StatusOfAsync(string path)
    {
        try
        {
            using var answer = await Http.GetAsync(new Uri(Web, path));
            return answer.StatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }

    /// <summary>SIGKILL: as a power cut.</summary>
    public async Task KillAsync()
    {
        _run.Send(ProgramRun.SigKill);
        await _run.EndAsync();
    }

    /// <summary>SIGTERM: it leaves the cluster.</summary>
    public Task<ProgramResult> StopAsync()
    {
        _run.Send(ProgramRun.SigTerm);
        return _run.EndAsync();
    }

    public void Send(int signal) => _run.Send(signal);

    /// <summary>SIGSTOP: it hangs, and others take it for dead.</summary>
    public void Pause() => _run.Send(SigStop);

    /// <summary>SIGCONT: it comes back as if nothing had happened.</summary>
    public void Resume() => _run.Send(SigCont);

    public Task<ProgramResult> EndAsync() => _run.EndAsync();

    public ValueTask DisposeAsync()
    {
        _run.Dispose();
        return ValueTask.CompletedTask;
    }
}
