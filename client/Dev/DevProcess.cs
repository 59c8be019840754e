using System.Diagnostics;
using System.Text.Json.Serialization;
using OpenPayments.Ingestion;

namespace OpenPayments.Client.Dev;

/// <summary>A process that goes on in the background, in a session of its own, with its output in a log.</summary>
/// <param name="StartedAt">With the id it tells this process from a later one that got the same id.</param>
/// <param name="Address">Where it answers, for people.</param>
/// <param name="HealthUrl">Of a silo.</param>
public sealed record DevProcess(string Name, int Id, DateTimeOffset StartedAt, string LogPath, string Address, string? HealthUrl)
{
    /// <summary>Start times come from the kernel's ticks and the boot time, which is known to a fraction of a second only.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);

    [JsonIgnore]
    public bool IsRunning
    {
        get
        {
            using var process = Find();
            return process is not null;
        }
    }

    public static DevProcess Start(string name, string logPath, string address, string? healthUrl, IEnumerable<string> command, IReadOnlyDictionary<string, string?> environment)
    {
        // The shell becomes the program, so its id is the program's.
        var start = new ProcessStartInfo("setsid", ["bash", "-c", "log=$1; shift; exec \"$@\" </dev/null >>\"$log\" 2>&1", "bash", logPath, .. command]) { UseShellExecute = false };
        foreach (var (variable, value) in environment) start.Environment[variable] = value;
        try
        {
            using var process = Process.Start(start)!;
            return new DevProcess(name, process.Id, process.StartTime.ToUniversalTime(), logPath, address, healthUrl);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InputException($"{name} cannot be started: {e.Message} A local cluster needs setsid and bash, as Linux has them.", e);
        }
    }

    /// <summary>Asks it to end (SIGTERM); after some patience ends it.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        using var process = Find();
        if (process is null) return;
        using (var kill = Process.Start("kill", ["-TERM", $"{Id}"])) await kill.WaitForExitAsync();
        using var limit = new CancellationTokenSource(patience);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }
    }

    private Process? Find()
    {
        try
        {
            var process = Process.GetProcessById(Id);
            if ((process.StartTime.ToUniversalTime() - StartedAt.UtcDateTime).Duration() < Tolerance && !process.HasExited) return process;
            process.Dispose();
            return null;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
