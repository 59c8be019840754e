using OpenPayments.Client.Tests.Processes;

namespace OpenPayments.Client.Tests.Commands;

public sealed class PlanTests
{
    [Fact]
    public async Task Plan_ShowsFilesErasAndChunks_AndWritesNothing()
    {
        using var folder = new TemporaryFolder();
        var plan = (await ProgramRun.RunAsync("plan", Repository.Samples, "--lake", folder["lake"], "--chunk-size", "1MiB", "--json")).Expect(ExitCodes.Ok).Json();

        Assert.Equal(Directory.GetFiles(Repository.Samples, "*.csv").Length, plan.Files().Count());
        var iowa = plan.File("2014/2016-06-30/research");
        Assert.Equal("research-g1", iowa.Text("era_id"));
        Assert.Equal(3, iowa.Number("estimated_chunks"));
        Assert.Equal("ingest", iowa.Text("action"));
        Assert.Contains(plan["skipped"]!.AsArray(), skipped => skipped!.Text("path").EndsWith("README.md", StringComparison.Ordinal));
        Assert.False(Directory.Exists(folder["lake"]));
    }

    [Fact]
    public async Task DryRun_IsThePlan()
    {
        using var folder = new TemporaryFolder();
        var plan = (await ProgramRun.RunAsync("plan", Repository.Samples, "--lake", folder["lake"])).Expect(ExitCodes.Ok);
        var dryRun = (await ProgramRun.RunAsync("ingest", Repository.Samples, "--dry-run", "--lake", folder["lake"])).Expect(ExitCodes.Ok);

        Assert.Equal(plan.Out, dryRun.Out);
        Assert.Contains("To ingest: 11 files", plan.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Filters_LeaveTheOthersAside()
    {
        using var folder = new TemporaryFolder();
        var plan = (await ProgramRun.RunAsync("plan", "--year", "2016,2013", "--kind", "general", "--kind", "research", Repository.Samples, "--lake", folder["lake"], "--publication", "2017-06-30", "--json")).Expect(ExitCodes.Ok).Json();

        Assert.Equal("2016/2017-06-30/general", Assert.Single(plan.Files()).Text("file"));
        Assert.Contains(plan["skipped"]!.AsArray(), skipped => skipped!.Text("reason").Contains("--publication", StringComparison.Ordinal));
    }

    [Fact]
    public async Task LakeByVariable_IsUsed_AndTheOptionWins()
    {
        using var folder = new TemporaryFolder();
        var byVariable = await ProgramRun.RunAsync(start => start.Environment["OPENPAYMENTS_LAKE"] = folder["a"], "plan", Repository.Samples, "--json");
        var byOption = await ProgramRun.RunAsync(start => start.Environment["OPENPAYMENTS_LAKE"] = folder["a"], "plan", Repository.Samples, "--lake", folder["b"], "--json");

        Assert.Equal(folder["a"], byVariable.Json().Text("lake"));
        Assert.Equal(folder["b"], byOption.Json().Text("lake"));
    }
}
