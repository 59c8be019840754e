using System.CommandLine;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Json;
using OpenPayments.Client.Output;
using OpenPayments.Ingestion;

namespace OpenPayments.Client.Commands;

/// <summary><c>version</c>: what a bug report needs to say.</summary>
public static class VersionCommand
{
    private sealed record VersionReport(string Version, string Commit, string Runtime, string System, int VectorBits, int Processors);

    public static Command Create(Terminal terminal)
    {
        var json = CommonOptions.Json();
        var command = new Command("version", "Show the version and the machine it runs on.") { json };
        command.SetAction(result =>
        {
            var report = Describe();
            terminal.Out.WriteLine(result.GetValue(json)
                ? JsonSerializer.Serialize(report, LakeJson.Indented)
                : $"openpayments {report.Version} (commit {report.Commit}), {report.Runtime}, {report.System}, {report.Processors} processors, {report.VectorBits}-bit vectors");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static VersionReport Describe()
    {
        var informational = typeof(VersionCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        var plus = informational.IndexOf('+', StringComparison.Ordinal);
        var vectorBits = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;
        return new VersionReport(
            plus < 0 ? informational : informational[..plus],
            plus < 0 ? "unknown" : informational[(plus + 1)..],
            RuntimeInformation.FrameworkDescription,
            RuntimeInformation.RuntimeIdentifier,
            vectorBits,
            Environment.ProcessorCount);
    }
}
