using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace OpenPayments.Tests.Servers;

/// <summary>
/// A server that runs in a process of its own and no longer than this one: <c>run.sh</c> kills it when its input closes, which
/// disposing does, and which the kernel does however this process dies.
/// </summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    /// <summary>Linux, macOS and Windows give ports from 32,768 or 49,152 on to connections.</summary>
    private const int FirstPort = 10_000, EndPort = 32_768;

    private static int _lastPort = Random.Shared.Next();

    private readonly Process _process;

    private ServerProcess(Process process) => _process = process;

    public bool IsRunning => !_process.HasExited;

    /// <summary>Starts a program and waits until the server answers; its output is appended to the log file.</summary>
    /// <exception cref="ServerStartException">It ended or did not answer; the message has the end of its log.</exception>
    public static async Task<ServerProcess> StartAsync(
        string name, string logPath, string program, IEnumerable<string> arguments, Func<CancellationToken, Task<bool>> answers, CancellationToken cancellation = default)
    {
        var start = new ProcessStartInfo("bash", [Path.Combine(ServerTools.Scripts, "run.sh"), logPath, program, .. arguments]) { RedirectStandardInput = true, UseShellExecute = false };
        var server = new ServerProcess(Process.Start(start)!);
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(StartLimit);
            while (!await AnswersSoonAsync(answers, limit.Token))
            {
                if (!server.IsRunning) throw new ServerStartException($"{name} ended before it answered.{EndOf(logPath)}");
                await Task.Delay(50, limit.Token);
            }

            return server;
        }
        catch (Exception e)
        {
            await server.DisposeAsync();
            if (e is OperationCanceledException && !cancellation.IsCancellationRequested)
                throw new ServerStartException($"{name} did not answer within {StartLimit.TotalSeconds:0} s.{EndOf(logPath)}");
            throw;
        }
    }

    private static async Task<bool> AnswersSoonAsync(Func<CancellationToken, Task<bool>> answers, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(2));
        try
        {
            return await answers(patience.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>
    /// A port that was free a moment ago, another one each time. None that systems give to outgoing connections: such a connection would take it
    /// before the server that it is meant for has started.
    /// </summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = FirstPort + (int)((uint)Interlocked.Increment(ref _lastPort) % (EndPort - FirstPort));
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
            }
        }
    }

    /// <summary>Ends the server at once, as a power cut would (SIGKILL), and returns when it is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        if (IsRunning) _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static string EndOf(string logPath) =>
        File.Exists(logPath) ? $" Its log {logPath} ends with:\n{string.Join('\n', File.ReadLines(logPath).TakeLast(10))}" : "";
}

/// <summary>A server could not be started.</summary>
public sealed class ServerStartException(string message) : Exception(message);
