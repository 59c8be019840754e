using OpenPayments.Client.Tests.Processes;

namespace OpenPayments.Client.Tests.Quarantine;

/// <summary>The quarantine from the command line: look, judge again, answer for the rest.</summary>
public sealed class QuarantineTests
{
    [Fact]
    public async Task ListShowReplayWaive_LeaveABalancedYearWithoutAWarning()
    {
        using var lake = new TestLake();
        var generated = lake.Generate("general-g3", records: 600, badShare: 0.1, seed: 7);
        (await lake.IngestAsync()).Expect(ExitCodes.Ok);
        var rules = Path.Combine(lake.Sources, "rules.json");
        await File.WriteAllTextAsync(rules, """{"rules": {"required-value": "warn"}}""");

        var listed = (await RunAsync(lake, "list", "--json")).Expect(ExitCodes.Ok).Json();
        Assert.Equal(generated.BadCount, listed.Number("record_count"));
        var group = listed["groups"]!.AsArray().First(group => group!.Text("column") == "date_of_payment")!;
        var shown = (await RunAsync(lake, "show", group.Text("file"), group.Number("first_record_number").ToString())).Expect(ExitCodes.Ok).Out;
        Assert.Matches(@"field \d+ Date_of_Payment: ", shown);
        Assert.Contains(",»", shown, StringComparison.Ordinal);

        var replayed = Assert.Single((await RunAsync(lake, "replay", "--rules", rules, "--reason", "names are enough", "--json")).Expect(ExitCodes.Ok).Json().AsArray())!;
        var moved = replayed.Number("moved_count");
        Assert.True(moved > 0);
        Assert.Equal([$"{generated.RecordCount - generated.BadCount + moved},{generated.BadCount - moved}"], await lake.QueryAsync("SELECT (SELECT count(*) FROM general_payments), (SELECT count(*) FROM quarantine_general_payments)"));

        (await RunAsync(lake, "waive", "--year", "2023", "--reason", "CMS was told")).Expect(ExitCodes.Ok);
        var after = (await RunAsync(lake, "list")).Expect(ExitCodes.Ok).Out;
        Assert.Contains("names are enough", after, StringComparison.Ordinal);
        Assert.Contains("CMS was told", after, StringComparison.Ordinal);

        var again = Assert.Single((await lake.IngestAsync("--json")).Expect(ExitCodes.Ok).Json().Files());
        Assert.Equal("unchanged", again.Text("outcome"));
        Assert.Equal(generated.RecordCount - generated.BadCount + moved, again.Number("accepted_count"));
        var validated = (await lake.RunAsync("reconcile", "2023", "--json")).Expect(ExitCodes.Ok).Json();
        Assert.Equal("pass", validated.Text("verdict"));
        await lake.VerifyAsync();
        Assert.Equal(
            [
                $"ingest,,{generated.RecordCount - generated.BadCount},{generated.BadCount},succeeded",
                $"quarantine replay,names are enough,{moved},{generated.BadCount - moved},succeeded",
                $"quarantine waive,CMS was told,0,{generated.BadCount - moved},succeeded",
                "reconcile,,,,pass",
            ],
            await lake.QueryAsync("SELECT command, reason, accepted_count, quarantined_count, outcome FROM audit_runs ORDER BY started_at"));
    }

    [Fact]
    public async Task WrongSelections_AreRefusedInOneSentence()
    {
        using var lake = new TestLake();
        lake.Generate("ownership-g3", records: 5, badShare: 0);
        (await lake.IngestAsync()).Expect(ExitCodes.Ok);

        Assert.Contains("Say which records are meant", (await RunAsync(lake, "waive", "--reason", "why not")).Expect(ExitCodes.Failed).Error, StringComparison.Ordinal);
        Assert.Contains("There is no rule 'no-such-rule'", (await RunAsync(lake, "list", "--rule", "no-such-rule")).Expect(ExitCodes.Failed).Error, StringComparison.Ordinal);
        Assert.Contains("is not in quarantine now", (await RunAsync(lake, "show", "2023/2025-01-30/ownership", "1")).Expect(ExitCodes.Failed).Error, StringComparison.Ordinal);
        Assert.Contains("'yesterday' is not a file id", (await RunAsync(lake, "show", "yesterday", "1")).Expect(ExitCodes.Failed).Error, StringComparison.Ordinal);
        Assert.Contains("0 records in quarantine", (await RunAsync(lake, "list")).Expect(ExitCodes.Ok).Out, StringComparison.Ordinal);
        Assert.Contains("Nothing that was asked for is in quarantine", (await RunAsync(lake, "replay")).Expect(ExitCodes.Ok).Out, StringComparison.Ordinal);
    }

    private static Task<ProgramResult> RunAsync(TestLake lake, string command, params string[] options) => ProgramRun.RunAsync(["quarantine", command, .. options, "--lake", lake.Path]);
}
