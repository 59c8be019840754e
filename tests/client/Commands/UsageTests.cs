using OpenPayments.Client.Tests.Processes;

namespace OpenPayments.Client.Tests.Commands;

public sealed class UsageTests
{
    [Theory]
    [InlineData]
    [InlineData("inngest")]
    [InlineData("ingest")]
    [InlineData("ingest", "x", "--no-such-option")]
    [InlineData("ingest", "x", "--chunk-size", "64MB")]
    [InlineData("ingest", "x", "--chunk-size", "3GiB")]
    [InlineData("ingest", "x", "--parallelism", "0")]
    [InlineData("ingest", "x", "--year", "12")]
    [InlineData("ingest", "x", "--kind", "everything")]
    [InlineData("ingest", "x", "--publication", "30.01.2025")]
    [InlineData("ingest", "x", "--codec", "gzip")]
    [InlineData("ingest", "x", "--zstd-level", "0")]
    [InlineData("ingest", "x", "--zstd-level", "20")]
    [InlineData("status", "soon")]
    [InlineData("profile")]
    [InlineData("query")]
    public async Task WrongCommandLine_IsRefusedBeforeAnythingStarts(params string[] arguments)
    {
        var result = (await ProgramRun.RunAsync(arguments)).Expect(ExitCodes.Usage);

        Assert.NotEmpty(result.Error);
        Assert.Empty(result.Out);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("ingest", "--help")]
    [InlineData("query", "--help")]
    public async Task Help_IsNoError(params string[] arguments) =>
        Assert.Contains("Usage:", (await ProgramRun.RunAsync(arguments)).Expect(ExitCodes.Ok).Out, StringComparison.Ordinal);

    [Fact]
    public async Task Version_NamesTheProgramAndItsCommit()
    {
        var version = (await ProgramRun.RunAsync("version")).Expect(ExitCodes.Ok);
        Assert.Matches(@"^openpayments \d+\.\d+\.\d+ ", version.Out);

        var json = (await ProgramRun.RunAsync("version", "--json")).Expect(ExitCodes.Ok).Json();
        Assert.NotEmpty(json.Text("commit"));
    }

    [Fact]
    public async Task Rules_ListsEachWithSeverityAndReason()
    {
        var rules = (await ProgramRun.RunAsync("rules", "--json")).Expect(ExitCodes.Ok).Json().AsArray();
        Assert.NotEmpty(rules);
        Assert.All(rules, rule => Assert.NotEmpty(rule!.Text("reason")));

        var text = (await ProgramRun.RunAsync("rules")).Expect(ExitCodes.Ok).Out;
        Assert.All(rules, rule => Assert.Contains(rule!.Text("id"), text, StringComparison.Ordinal));
    }
}
