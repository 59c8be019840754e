using System.Text.RegularExpressions;
using OpenPayments.Client;
using OpenPayments.Client.Dev;
using OpenPayments.Client.Tests.Processes;
using OpenPayments.Tests.Servers;

namespace OpenPayments.Silo.Tests;

/// <summary>The cluster on this machine, as a user starts, uses and stops it.</summary>
public sealed partial class DevTests : IDisposable
{
    private readonly TemporaryFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Up_Ingest_Down_EachMayBeRepeated()
    {
        RequireServer.Installed(DynamoDbLocal.Missing);
        RequireServer.Installed(RadosGateway.Missing);
        try
        {
            var up = (await RunAsync("dev", "up", "--silos", "2")).Expect(ExitCodes.Ok).Out;
            Assert.Contains("Next: ./openpayments ingest samples --cluster dev", up, StringComparison.Ordinal);
            Assert.Equal(4, ProcessesIn(up).Count);

            var report = (await RunAsync("ingest", Repository.Samples, "--cluster", "dev", "--json")).Expect(ExitCodes.Ok).Json();
            var alone = (await RunAsync("ingest", Repository.Samples, "--lake", _home["alone"], "--json")).Expect(ExitCodes.Ok).Json();
            Assert.Equal(alone.Text("lake_digest"), report.Text("lake_digest"));

            Assert.Equal(ProcessesIn(up), ProcessesIn((await RunAsync("dev", "up", "--silos", "2")).Expect(ExitCodes.Ok).Out));
            Assert.Equal(ProcessesIn(up), ProcessesIn((await RunAsync("dev", "status")).Expect(ExitCodes.Ok).Out));
        }
        finally
        {
            (await RunAsync("dev", "down")).Expect(ExitCodes.Ok);
        }

        Assert.Contains("Nothing was running", (await RunAsync("dev", "down")).Expect(ExitCodes.Ok).Out, StringComparison.Ordinal);
        (await RunAsync("dev", "status")).Expect(ExitCodes.Failed);
        var refused = (await RunAsync("status", "--cluster", "dev")).Expect(ExitCodes.Failed).Error;
        Assert.Single(refused.TrimEnd('\n').Split('\n'));
    }

    private Task<ProgramResult> RunAsync(params string[] arguments) =>
        ProgramRun.RunAsync(start => start.Environment[DevState.HomeVariable] = _home["dev"], arguments);

    /// <summary>Name and pid of what the table of <c>dev</c> calls running.</summary>
    private static List<string> ProcessesIn(string output) => [.. RunningProcess().Matches(output).Select(match => match.Value)];

    [GeneratedRegex(@"^\S.*?\d+(?=\s+running)", RegexOptions.Multiline)]
    private static partial Regex RunningProcess();
}
