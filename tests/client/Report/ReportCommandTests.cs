using System.Text.Json.Nodes;
using OpenPayments.Client.Tests.Ingest;
using OpenPayments.Client.Tests.Processes;

namespace OpenPayments.Client.Tests.Report;

/// <summary>The command itself: where the page goes, what is printed, exit codes, and opening it.</summary>
public sealed class ReportCommandTests(SampleLake lake)
{
    [Fact]
    public async Task Report_WritesOnePageIntoThisFolder_TheSameEveryTime()
    {
        using var folder = new TemporaryFolder();

        var first = (await ProgramRun.RunAsync(start => start.WorkingDirectory = folder.Path, "report", "2016", "--lake", lake.Path)).Expect(ExitCodes.Ok);
        var again = (await ProgramRun.RunAsync("report", "2016", "--lake", lake.Path, "--output", folder["again.html"])).Expect(ExitCodes.Ok);

        Assert.Equal(folder["report-2016.html"] + "\n", first.Out);
        Assert.Equal(folder["again.html"] + "\n", again.Out);
        Assert.Equal(await File.ReadAllBytesAsync(folder["report-2016.html"]), await File.ReadAllBytesAsync(folder["again.html"]));
        Assert.Equal(["again.html", "report-2016.html"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Json_IsWhatThePageSays_AndNoPageIsWritten()
    {
        using var folder = new TemporaryFolder();

        var report = (await ProgramRun.RunAsync(start => start.WorkingDirectory = folder.Path, "report", "2016", "--lake", lake.Path, "--publication", "2017-06-30", "--json")).Expect(ExitCodes.Ok).Json();

        Assert.Equal("pass", report.Text("verdict"));
        Assert.Equal(["2016/2017-06-30/general", "2016/2017-06-30/ownership"], report.Files().Select(file => file.Text("file")));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task WrongPlacesAndYears_AreToldInOneSentence_AndNothingIsWritten()
    {
        using var folder = new TemporaryFolder();
        var nowhere = folder["no", "such", "folder"];

        Assert.Contains($"There is no lake at {nowhere}", (await RunAsync("2016", "--lake", nowhere)).Expect(ExitCodes.Failed).Error, StringComparison.Ordinal);
        Assert.Contains("shows nothing of 2021", (await RunAsync("2021", "--lake", lake.Path, "--output", folder.Path)).Expect(ExitCodes.Failed).Error, StringComparison.Ordinal);
        Assert.Contains($"There is no folder {nowhere} to write", (await RunAsync("2016", "--lake", lake.Path, "--output", Path.Combine(nowhere, "x.html"))).Expect(ExitCodes.Failed).Error, StringComparison.Ordinal);
        // Not even root writes there.
        Assert.Contains("The report cannot be written to /proc/x.html", (await RunAsync("2016", "--lake", lake.Path, "--output", "/proc/x.html")).Expect(ExitCodes.Failed).Error, StringComparison.Ordinal);
        Assert.Contains("--json writes no page", (await RunAsync("2016", "--lake", lake.Path, "--json", "--open")).Expect(ExitCodes.Usage).Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Open_HandsThePageToTheSystem_OrSaysThatItCannot()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "xdg-open is Linux's.");
        using var folder = new TemporaryFolder();
        var opener = folder.Write("bin/xdg-open", $"#!/bin/sh\necho \"$1\" > '{folder["opened"]}'\n");
        File.SetUnixFileMode(opener, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        var opened = await ProgramRun.RunAsync(start => start.Environment["PATH"] = $"{folder["bin"]}:/bin", Arguments());
        Assert.Empty(opened.Expect(ExitCodes.Ok).Error);
        Assert.Equal(folder["page.html"] + "\n", await File.ReadAllTextAsync(folder["opened"]));

        File.Delete(opener);
        var without = await ProgramRun.RunAsync(start => start.Environment["PATH"] = folder["bin"], Arguments());
        Assert.Equal(folder["page.html"] + "\n", without.Expect(ExitCodes.Ok).Out);
        Assert.Contains("there is no xdg-open on this machine", without.Error, StringComparison.Ordinal);

        string[] Arguments() => ["report", "2018", "--lake", lake.Path, "--output", folder["page.html"], "--open"];
    }

    [Fact]
    public async Task Certificates_AreTakenForWhatTheyAreWorth()
    {
        using var changed = new TestLake();
        var generated = changed.Generate("general-g3", records: 400, badShare: 0.05);
        (await changed.IngestAsync()).Expect(ExitCodes.Ok);
        (await changed.RunAsync("validate", "2023")).Expect(ExitCodes.Ok);

        var certified = await ReadAsync(changed, ExitCodes.Ok);
        Assert.Equal(("warn", "certified"), (certified.Text("verdict"), ProofOf(certified).Text("state")));
        Assert.Equal(generated.BadCount, certified.Files().Single()["quarantine"]!.Number("record_count"));
        Assert.Contains(ProofOf(certified)["checks"]!.AsArray(), check => check!.Text("name") == "cells");

        // Another verdict under the same seal.
        var certificate = Directory.GetFiles(changed.Path, "general.certificate.json", SearchOption.AllDirectories).Single();
        var genuine = await File.ReadAllTextAsync(certificate);
        await File.WriteAllTextAsync(certificate, genuine.Replace("\"warn\"", "\"pass\"", StringComparison.Ordinal));
        var forged = await ReadAsync(changed, ExitCodes.CheckFailed);
        Assert.Equal(("fail", "forged"), (forged.Text("verdict"), ProofOf(forged).Text("state")));
        await File.WriteAllTextAsync(certificate, genuine);

        // Records that a replay moves change what the file consists of.
        var rules = Path.Combine(changed.Sources, "rules.json");
        await File.WriteAllTextAsync(rules, """{"rules": {"required-value": "warn"}}""");
        (await ProgramRun.RunAsync("quarantine", "replay", "--lake", changed.Path, "--rules", rules, "--reason", "names are enough")).Expect(ExitCodes.Ok);
        var replayed = await ReadAsync(changed, ExitCodes.Ok);
        Assert.Equal("names are enough", replayed.Files().Single()["quarantine"]!["decisions"]![0]!.Text("reason"));
        Assert.True(replayed.Files().Single()["quarantine"]!.Number("record_count") < generated.BadCount);
        Assert.Contains(replayed["reasons"]!.AsArray(), reason => reason!.Text("check") == "quarantine");
        (await ProgramRun.RunAsync("quarantine", "waive", "--lake", changed.Path, "--year", "2023", "--reason", "CMS was told")).Expect(ExitCodes.Ok);
        Assert.DoesNotContain((await ReadAsync(changed, ExitCodes.Ok))["reasons"]!.AsArray(), reason => reason!.Text("check") == "quarantine");
        await File.WriteAllTextAsync(certificate, genuine);
        var outdated = await ReadAsync(changed, ExitCodes.Ok);
        Assert.Equal(("warn", "outdated"), (outdated.Text("verdict"), ProofOf(outdated).Text("state")));
        Assert.DoesNotContain(ProofOf(outdated)["checks"]!.AsArray(), check => check!.Text("name") == "cells");

        // Of a damaged lake it says what it can, and what it cannot.
        var part = Directory.GetFiles(Path.Combine(changed.Path, "staging"), "*.parquet", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();
        File.Delete(part);
        (await changed.RunAsync("report", "2023", "--output", changed.Sources)).Expect(ExitCodes.CheckFailed);
        var page = await File.ReadAllTextAsync(Path.Combine(changed.Sources, "report-2023.html"));
        Assert.Contains("A part of the lake cannot be read", page, StringComparison.Ordinal);
        Assert.Contains(Path.GetFileName(part), page, StringComparison.Ordinal);
        Assert.Contains("names are enough", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task YearWhoseValidationFailed_HasNoReportBeforeItIsPublished_AndSaysWhyAfter()
    {
        using var failing = new TestLake();
        failing.Generate("ownership-g3", records: 20, badShare: 0);
        var totals = Path.Combine(failing.Sources, "totals.json");
        await File.WriteAllTextAsync(totals, """[{"program_year": 2023, "kind": "ownership", "records": 21}]""");

        (await failing.IngestAsync("--totals", totals)).Expect(ExitCodes.CheckFailed);
        Assert.Contains("2023/2025-01-30/ownership is ingested and not published: `openpayments validate 2023` says why", (await failing.RunAsync("report", "2023")).Expect(ExitCodes.Failed).Error, StringComparison.Ordinal);

        (await failing.IngestAsync("--totals", totals, "--accept", "CMS counts one twice")).Expect(ExitCodes.Ok);
        var reasons = (await ReadAsync(failing, ExitCodes.CheckFailed))["reasons"]!.AsArray();
        Assert.Equal(["control-total", "accepted"], reasons.Select(reason => reason!.Text("check")));
        Assert.EndsWith("CMS counts one twice", reasons[1]!.Text("words"), StringComparison.Ordinal);
    }

    private static JsonNode ProofOf(JsonNode report) => report.Files().Single()["proof"]!;

    private static async Task<JsonNode> ReadAsync(TestLake lake, int exitCode) => (await lake.RunAsync("report", "2023", "--json")).Expect(exitCode).Json();

    private static Task<ProgramResult> RunAsync(params string[] arguments) => ProgramRun.RunAsync(["report", .. arguments]);
}
