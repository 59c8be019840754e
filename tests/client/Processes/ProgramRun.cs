using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace OpenPayments.Client.Tests.Processes;

/// <summary>A real process of a program: its output is gathered, and it can be sent signals.</summary>
public sealed partial class ProgramRun : IDisposable
{
    public const int SigInt = 2;
    public const int SigKill = 9;
    public const int SigTerm = 15;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly Stopwatch _time = Stopwatch.StartNew();
    private readonly StringBuilder _out = new();
    private readonly StringBuilder _error = new();

    private ProgramRun(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.RedirectStandardInput = true;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Append(_out, line.Data);
        _process.ErrorDataReceived += (_, line) => Append(_error, line.Data);
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Error
    {
        get
        {
            lock (_error) return _error.ToString();
        }
    }

    public bool HasExited => _process.HasExited;

    /// <summary>Starts <c>openpayments</c> with these arguments.</summary>
    public static ProgramRun Start(params IEnumerable<string> arguments) => Start(null, arguments);

    public static ProgramRun Start(Action<ProcessStartInfo>? configure, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Repository.Program, .. arguments]);
        start.Environment.Remove("OPENPAYMENTS_LAKE");
        configure?.Invoke(start);
        return new ProgramRun(start);
    }

    /// <summary>Starts another program, such as the launcher or a shell.</summary>
    public static ProgramRun StartOther(string program, IEnumerable<string> arguments, Action<ProcessStartInfo>? configure = null)
    {
        var start = new ProcessStartInfo(program, arguments);
        start.Environment.Remove("OPENPAYMENTS_LAKE");
        configure?.Invoke(start);
        return new ProgramRun(start);
    }

    /// <summary>Runs <c>openpayments</c> to its end.</summary>
    public static Task<ProgramResult> RunAsync(params IEnumerable<string> arguments) => RunAsync(null, arguments);

    public static async Task<ProgramResult> RunAsync(Action<ProcessStartInfo>? configure, params IEnumerable<string> arguments)
    {
        using var run = Start(configure, arguments);
        return await run.EndAsync();
    }

    public void Send(int signal)
    {
        if (Kill(_process.Id, signal) != 0 && !_process.HasExited) throw new InvalidOperationException($"Signal {signal} could not be sent.");
    }

    /// <summary>Waits until the process says something on standard error, or ends.</summary>
    public async Task WaitForErrorAsync(string text)
    {
        var since = Stopwatch.StartNew();
        while (!Error.Contains(text, StringComparison.Ordinal) && !_process.HasExited)
        {
            if (since.Elapsed > Patience) throw new TimeoutException($"The process did not say '{text}' but:\n{Error}");
            await Task.Delay(5);
        }
    }

    public async Task<ProgramResult> EndAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
            throw new TimeoutException($"The process did not end. It said:\n{_out}\n{Error}");
        }

        lock (_out)
            return new ProgramResult(_process.ExitCode, _out.ToString(), Error, _time.Elapsed);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private static void Append(StringBuilder text, string? line)
    {
        if (line is null) return;
        lock (text) text.Append(line).Append('\n');
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}

/// <summary>How a process ended.</summary>
public sealed record ProgramResult(int ExitCode, string Out, string Error, TimeSpan Time)
{
    /// <summary>Fails with everything that the process said unless it ended with this code.</summary>
    public ProgramResult Expect(int exitCode)
    {
        Assert.True(ExitCode == exitCode, $"Exit code {ExitCode} instead of {exitCode}.\n--- out\n{Out}\n--- error\n{Error}");
        return this;
    }
}
