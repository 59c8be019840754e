using OpenPayments.Client.Output;
using OpenPayments.Ingestion.Runs;

namespace OpenPayments.Client.Progress;

/// <summary>One line on a terminal that says how much of a long read is done. Told from any thread, as often as it happens.</summary>
public sealed class PercentLine(TextWriter terminal, string what, TimeProvider time) : IProgress<VerifyProgress>
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();
    private DateTimeOffset _last;

    public void Report(VerifyProgress value)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (now - _last < Pause) return;
            _last = now;
            terminal.Write($"\r{what}: {Figures.Percent(value.DoneBytes, value.TotalBytes)} of {Figures.Bytes(value.TotalBytes)}");
        }
    }

    /// <summary>Leaves the line empty, for what comes next.</summary>
    public void Clear() => terminal.Write("\r\e[K");
}
