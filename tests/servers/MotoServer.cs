using System.Diagnostics;

namespace OpenPayments.Tests.Servers;

/// <summary>moto's S3 on a loopback port, in memory: it speaks the SDK's newest dialect, which older servers do not, and lets everybody in.</summary>
public sealed class MotoServer : IAsyncDisposable
{
    private static readonly HttpClient Http = new();

    private readonly ServerProcess _process;
    private readonly string _logPath;

    private MotoServer(ServerProcess process, string logPath, int port)
    {
        (_process, _logPath) = (process, logPath);
        Access = new S3Access(new Uri($"http://127.0.0.1:{port}"), "anybody", "anything");
    }

    public S3Access Access { get; }

    /// <summary>What must be done before it can be started; null when all is there.</summary>
    public static string? Missing => FindPython() is null ? ServerTools.HowToInstall("moto's S3 server", "moto") : null;

    public static async Task<MotoServer> StartAsync(CancellationToken cancellation = default)
    {
        var python = FindPython() ?? throw new ServerStartException(Missing!);
        for (var attempt = 1; ; attempt++)
        {
            var port = ServerProcess.FreePort();
            var logPath = Path.GetTempFileName();
            try
            {
                var process = await ServerProcess.StartAsync("moto", logPath, python, [Path.Combine(ServerTools.Scripts, "moto-server.py"), $"{port}"], token => AnswersAsync(port, token), cancellation);
                return new MotoServer(process, logPath, port);
            }
            catch (ServerStartException) when (attempt < 3)
            {
                File.Delete(logPath); // Another program may have taken the port.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        File.Delete(_logPath);
    }

    /// <summary>The one that install.sh made, or the system's own when it has moto.</summary>
    private static string? FindPython()
    {
        var own = Path.Combine(ServerTools.Folder, "moto", "bin", "python3");
        if (File.Exists(own)) return own;
        try
        {
            using var probe = Process.Start(new ProcessStartInfo("python3", ["-c", "import moto.server, flask"]) { RedirectStandardError = true })!;
            probe.StandardError.ReadToEnd();
            probe.WaitForExit();
            return probe.ExitCode == 0 ? "python3" : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // There is no Python.
        }
    }

    private static async Task<bool> AnswersAsync(int port, CancellationToken cancellation)
    {
        try
        {
            using var response = await Http.GetAsync(new Uri($"http://127.0.0.1:{port}/moto-api/"), cancellation);
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
