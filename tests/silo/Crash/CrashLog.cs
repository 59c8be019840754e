using System.Globalization;

namespace OpenPayments.Silo.Tests.Crash;

/// <summary>What was survived, line by line, in the file that <c>OPENPAYMENTS_CRASH_LOG</c> names: the crash benchmark reads it.</summary>
internal static class CrashLog
{
    /// <param name="end">From the disturbance, or the end of it, to the end of the run.</param>
    public static void Add(string disturbance, Moment moment, TimeSpan end)
    {
        if (Environment.GetEnvironmentVariable("OPENPAYMENTS_CRASH_LOG") is not { Length: > 0 } path) return;
        File.AppendAllText(path, string.Create(CultureInfo.InvariantCulture, $"{CrashCluster.Seed}\t{disturbance}\t{moment}\t{end.TotalSeconds:F1}\n"));
    }
}
