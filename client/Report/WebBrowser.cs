using System.ComponentModel;
using System.Diagnostics;

namespace OpenPayments.Client.Report;

/// <summary>The system's own way to show a page.</summary>
internal static class WebBrowser
{
    /// <summary>Openers hand the page over and end; one that is itself the browser goes on, and is left alone.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Why no browser was opened; null when one was.</summary>
    public static async Task<string?> OpenAsync(string path, CancellationToken cancellation)
    {
        var opener = OperatingSystem.IsMacOS() ? "open" : "xdg-open";
        var start = OperatingSystem.IsWindows()
            ? new ProcessStartInfo(path) { UseShellExecute = true }
            // What an opener says is no part of our own output.
            : new ProcessStartInfo(opener, [path]) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start);
            if (process is null || OperatingSystem.IsWindows()) return null;
            await Task.WhenAny(process.WaitForExitAsync(cancellation), Task.Delay(Patience, cancellation));
            cancellation.ThrowIfCancellationRequested();
            return process.HasExited && process.ExitCode != 0 ? $"{opener} found no browser" : null;
        }
        catch (Win32Exception)
        {
            return OperatingSystem.IsWindows() ? "there is no program for pages" : $"there is no {opener} on this machine";
        }
    }
}
