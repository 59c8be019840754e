using OpenPayments.Client.Tests.Processes;

namespace OpenPayments.Client.Tests.Validation;

/// <summary>Validation from the command line: exit codes, what is said, and publishing in spite of it.</summary>
public sealed class ValidateTests
{
    [Fact]
    public async Task Validate_OfAWholeLake_PassesAndLeavesTheDigest()
    {
        using var lake = new TestLake();
        lake.Generate("general-g3", records: 300, badShare: 0);
        var digest = (await lake.IngestAsync("--json")).Expect(ExitCodes.Ok).Json().Text("lake_digest");

        var report = (await lake.RunAsync("validate", "2023", "--json")).Expect(ExitCodes.Ok).Json();

        Assert.Equal("pass", report.Text("verdict"));
        var file = Assert.Single(report.Files());
        Assert.Equal("current", file.Text("state"));
        Assert.True(File.Exists(Path.Combine(lake.Path, file.Text("certificate"))));
        Assert.True(File.Exists(Path.Combine(lake.Path, file.Text("certificate_page"))));
        Assert.Equal(digest, await lake.VerifyAsync());
    }

    [Fact]
    public async Task Validate_OfADamagedLake_SaysWhatAndExitsWith3()
    {
        using var lake = new TestLake();
        lake.Generate("general-g3", records: 300, badShare: 0);
        (await lake.IngestAsync()).Expect(ExitCodes.Ok);
        var raw = Directory.GetFiles(Path.Combine(lake.Path, "raw"), "*.csv", SearchOption.AllDirectories).Single();
        var csv = await File.ReadAllTextAsync(raw);
        File.SetUnixFileMode(raw, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await File.WriteAllTextAsync(raw, csv.Replace("\"Food and Beverage\"", "\"Food and Beverbge\"", StringComparison.Ordinal));

        var result = (await lake.RunAsync("reconcile", "2023")).Expect(ExitCodes.CheckFailed);

        Assert.Contains("Verdict: fail", result.Out, StringComparison.Ordinal);
        Assert.Contains("nature_of_payment_or_transfer_of_value", result.Out, StringComparison.Ordinal);
        Assert.Contains("differs  record ", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FileThatMissesItsControlTotal_IsNotPublished_UntilItIsAccepted()
    {
        using var lake = new TestLake();
        lake.Generate("general-g3", records: 300, badShare: 0);
        var totals = Path.Combine(lake.Sources, "totals.json");
        await File.WriteAllTextAsync(totals, """[{"program_year": 2023, "kind": "general", "records": 301}]""");

        var refused = (await lake.IngestAsync("--totals", totals, "--json")).Expect(ExitCodes.CheckFailed).Json();
        Assert.Equal("check_failed", Assert.Single(refused.Files()).Text("outcome"));
        var staged = (await lake.RunAsync("validate", "2023", "--totals", totals, "--json")).Expect(ExitCodes.CheckFailed).Json();
        Assert.Equal("staged", Assert.Single(staged.Files()).Text("state"));
        Assert.Contains("1 records too few", staged.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(["0"], await lake.QueryAsync("SELECT count(*) FROM general_payments"));

        var accepted = (await lake.IngestAsync("--totals", totals, "--accept", "CMS counts one twice", "--json")).Expect(ExitCodes.Ok).Json();

        Assert.Equal("published", Assert.Single(accepted.Files()).Text("outcome"));
        Assert.Equal("CMS counts one twice", Assert.Single(accepted.Files()).Text("accept_reason"));
        Assert.Equal(["300"], await lake.QueryAsync("SELECT count(*) FROM general_payments"));
        var certified = (await lake.RunAsync("validate", "2023", "--totals", totals, "--json")).Expect(ExitCodes.CheckFailed).Json();
        Assert.Equal("CMS counts one twice", Assert.Single(certified.Files()).Text("accept_reason"));
        Assert.Equal("current", Assert.Single(certified.Files()).Text("state"));
        Assert.Equal(
            ["ingest,check_failed,,fail,false", "validate,fail,,fail,true", "ingest,succeeded,CMS counts one twice,fail,false", "validate,fail,,fail,true"],
            await lake.QueryAsync("""
                SELECT r.command, r.outcome, r.reason, max(v.verdict) FILTER (v.verdict = 'fail') AS verdict, bool_or(v.certificate_digest IS NOT NULL) AS is_certified
                FROM audit_runs r JOIN validation_results v USING (run_id) GROUP BY r.run_id, r.started_at, r.command, r.outcome, r.reason ORDER BY r.started_at
                """));
    }

    [Fact]
    public async Task DownloadThatWasCutShort_IsNotPublished()
    {
        using var lake = new TestLake();
        var path = Path.Combine(lake.Sources, lake.Generate("general-g3", records: 100, badShare: 0).FileName);
        var csv = await File.ReadAllTextAsync(path);
        await File.WriteAllTextAsync(path, csv[..^200]);

        var refused = (await lake.IngestAsync()).Expect(ExitCodes.CheckFailed);

        Assert.Contains("ends in the middle of its record 100: its download was cut short", refused.Error, StringComparison.Ordinal);
        Assert.Equal(["0"], await lake.QueryAsync("SELECT count(*) FROM general_payments"));
    }

    [Fact]
    public async Task DuplicatedRecordId_WarnsOrFails_AsConfigured()
    {
        using var lake = new TestLake();
        var generated = lake.Generate("ownership-g3", records: 40, badShare: 0);
        var path = Path.Combine(lake.Sources, generated.FileName);
        var lines = await File.ReadAllLinesAsync(path);
        await File.WriteAllLinesAsync(path, [.. lines, lines[7]]);
        (await lake.IngestAsync()).Expect(ExitCodes.Ok);
        var config = Path.Combine(lake.Sources, "config.json");
        await File.WriteAllTextAsync(config, """{"validation": {"duplicate_record_id": "warn"}}""");

        var failed = (await lake.RunAsync("validate", "2023")).Expect(ExitCodes.CheckFailed);
        var warned = (await lake.RunAsync("validate", "2023", "--config", config)).Expect(ExitCodes.Ok);
        var reconciled = (await lake.RunAsync("reconcile", "2023")).Expect(ExitCodes.Ok);

        Assert.Contains("stands at record 7 ", failed.Out, StringComparison.Ordinal);
        Assert.Contains("and again at record 41 ", failed.Out, StringComparison.Ordinal);
        Assert.Contains("Verdict: warn", warned.Out, StringComparison.Ordinal);
        Assert.Contains("Verdict: pass", reconciled.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_OfAYearThatIsNotThere_SaysSo()
    {
        using var lake = new TestLake();
        lake.Generate("ownership-g3", records: 5, badShare: 0);
        (await lake.IngestAsync()).Expect(ExitCodes.Ok);

        var result = (await lake.RunAsync("validate", "2019")).Expect(ExitCodes.Failed);

        Assert.Contains("holds nothing of 2019", result.Error, StringComparison.Ordinal);
    }
}
