using System.IO.Compression;
using System.Text;
using OpenPayments.Client.Tests.Processes;

namespace OpenPayments.Client.Tests.Ingest;

/// <summary>Every bad input gets one clear paragraph that names it, the right exit code, and a lake without a trace of it.</summary>
public sealed class BadInputTests : IDisposable
{
    private const string SampleName = "OP_DTL_GNRL_PGYR2016_P06302017.csv";

    private readonly TemporaryFolder _folder = new();

    private string Sample { get; } = File.ReadAllText(Path.Combine(Repository.Samples, SampleName));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task NoSuchPath_IsNamed() => await ExpectRefusalAsync(_folder["absent"], "absent");

    [Fact]
    public async Task EmptyFolder_IsNamed() => await ExpectRefusalAsync(Directory.CreateDirectory(_folder["empty"]).FullName, "empty");

    [Fact]
    public async Task CsvOfSomethingElse_IsNamed() => await ExpectRefusalAsync(_folder.Write("other.csv", "name,age\nAnn,7\n"), "other.csv");

    [Fact]
    public async Task TruncatedZip_IsNamed()
    {
        var zip = Zip("PGYR16.zip", SampleName);
        File.WriteAllBytes(zip, File.ReadAllBytes(zip)[..^40]);
        await ExpectRefusalAsync(zip, "PGYR16.zip");
    }

    [Fact]
    public async Task ZipWithDamagedEntry_IsNamed_AndNothingIsPublished()
    {
        var zip = Zip("PGYR16.zip", SampleName, CompressionLevel.NoCompression);
        var bytes = File.ReadAllBytes(zip);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(zip, bytes);
        await ExpectRefusalAsync(zip, "PGYR16.zip");
    }

    [Fact]
    public async Task ZipEntryOutsideTheArchive_IsRefused() => await ExpectRefusalAsync(Zip("evil.zip", "../" + SampleName), "evil.zip");

    [Fact]
    public async Task TwoDifferentFilesOfOneId_AreBothNamed()
    {
        _folder.Write($"sources/a/{SampleName}", Sample);
        _folder.Write($"sources/b/{SampleName}", Sample.Replace("114", "115", StringComparison.Ordinal) + Sample.Split('\n')[1] + "\n");
        await ExpectRefusalAsync(_folder["sources"], $"a/{SampleName}", $"b/{SampleName}");
    }

    [Fact]
    public async Task OtherBytesUnderALandedName_AreRefusedWithBothHashes()
    {
        var source = _folder.Write($"sources/{SampleName}", Sample);
        var before = (await IngestAsync(source)).Expect(ExitCodes.Ok).Json().Text("lake_digest");
        File.WriteAllText(source, Sample + Sample.Split('\n')[1] + "\n");

        var result = (await IngestAsync(source)).Expect(ExitCodes.Failed);

        Assert.Matches("[0-9a-f]{64}.*[0-9a-f]{64}", result.Error.ReplaceLineEndings(" "));
        Assert.Contains(SampleName, result.Error, StringComparison.Ordinal);
        Assert.Equal(before, await DigestAsync());
        var audit = (await ProgramRun.RunAsync(
            "query", "SELECT f.outcome, r.outcome AS run_outcome, f.error FROM audit_files f JOIN audit_runs r USING (run_id) ORDER BY f.started_at", "--lake", _folder["lake"], "--format", "json")).Expect(ExitCodes.Ok).Json().AsArray();
        Assert.Equal([("published", "succeeded"), ("failed", "failed")], audit.Select(row => (row!.Text("outcome"), row!.Text("run_outcome"))));
        Assert.Contains(SampleName, audit[1]!.Text("error"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task HeaderOnlyFile_IsNamed() => await ExpectRefusalAsync(_folder.Write(SampleName, Sample.Split('\n')[0] + "\n"), SampleName);

    [Fact]
    public async Task TruncatedLastRecord_HoldsTheFileBack_UntilItIsAccepted_AndGoesToQuarantine()
    {
        var source = _folder.Write(SampleName, Sample.TrimEnd()[..^40]);
        Assert.Contains("its download was cut short", (await IngestAsync(source)).Expect(ExitCodes.CheckFailed).Error, StringComparison.Ordinal);
        var file = Assert.Single((await IngestAsync(source, "--accept", "the rest is lost")).Expect(ExitCodes.Ok).Json().Files());

        Assert.Equal(2, file.Number("scanned_count"));
        Assert.Equal(1, file.Number("accepted_count"));
        Assert.Equal(1, file.Number("quarantined_count"));
    }

    [Fact]
    public async Task FileThatIsPlainlyWindows1252_IsReadAsSuchAndSaysSo()
    {
        var text = Encoding.Latin1.GetBytes(Sample.Replace("United States", "C\u00f4te d'Ivoire", StringComparison.Ordinal));
        File.WriteAllBytes(_folder[SampleName], text);

        var result = (await ProgramRun.RunAsync("ingest", _folder[SampleName], "--lake", _folder["lake"])).Expect(ExitCodes.Ok);

        Assert.Contains("2016/2017-06-30/general is not UTF-8 and was read as Windows-1252", result.Out, StringComparison.Ordinal);
        var countries = (await ProgramRun.RunAsync("query", "SELECT DISTINCT recipient_country FROM general_payments", "--lake", _folder["lake"], "--format", "csv")).Expect(ExitCodes.Ok);
        Assert.Contains("C\u00f4te d'Ivoire", countries.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DriftedHeader_IsReported_AndTheOtherFilesGoOn()
    {
        _folder.Write($"sources/{SampleName}", Sample.Replace("Recipient_City", "Recipient_Town", StringComparison.Ordinal));
        File.Copy(Path.Combine(Repository.Samples, "OP_DTL_OWNRSHP_PGYR2016_P06302017.csv"), _folder["sources", "OP_DTL_OWNRSHP_PGYR2016_P06302017.csv"]);

        var result = (await IngestAsync(_folder["sources"])).Expect(ExitCodes.Failed);

        var report = result.Json();
        var drifted = report.File("2016/2017-06-30/general");
        Assert.Equal("refused", drifted.Text("outcome"));
        Assert.NotNull(drifted["drift"]);
        Assert.Contains("Recipient_Town", result.Error, StringComparison.Ordinal);
        Assert.Contains("--allow-drift", result.Error, StringComparison.Ordinal);
        Assert.Equal("published", report.File("2016/2017-06-30/ownership").Text("outcome"));
    }

    [Fact]
    public async Task DriftedHeader_WhenAllowed_IsIngestedAndTheReportIsStored()
    {
        var source = _folder.Write(SampleName, Sample.Replace("Recipient_City", "Recipient_Town", StringComparison.Ordinal));

        var file = Assert.Single((await IngestAsync(source, "--allow-drift")).Expect(ExitCodes.Ok).Json().Files());

        Assert.Equal(2, file.Number("accepted_count"));
        Assert.Contains("Recipient_Town", File.ReadAllText(_folder["lake", "metadata", "drift", "2016", "2017-06-30", "general.json"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CorruptStateDatabase_IsNamed_AndNothingIsTouched()
    {
        var source = _folder.Write(SampleName, Sample);
        (await IngestAsync(source)).Expect(ExitCodes.Ok);
        var database = _folder["lake", ".openpayments", "state.db"];
        foreach (var beside in Directory.GetFiles(_folder["lake", ".openpayments"], "state.db-*")) File.Delete(beside);
        File.WriteAllText(database, new string('x', 8192));

        var result = (await IngestAsync(source)).Expect(ExitCodes.Failed);

        Assert.Contains("state.db", result.Error, StringComparison.Ordinal);
        Assert.Equal(new string('x', 8192), File.ReadAllText(database));
        ExpectNoStackTrace(result);
    }

    [Fact]
    public async Task LostStateDatabase_CostsOnlyWork()
    {
        var source = _folder.Write(SampleName, Sample);
        var digest = (await IngestAsync(source)).Expect(ExitCodes.Ok).Json().Text("lake_digest");
        Directory.Delete(_folder["lake", ".openpayments"], recursive: true);

        Assert.Equal(digest, (await IngestAsync(source)).Expect(ExitCodes.Ok).Json().Text("lake_digest"));
        Assert.Equal(digest, await DigestAsync());
    }

    [Fact]
    public async Task EmptiedLake_WithItsStateStillThere_IsFilledAgain()
    {
        var source = _folder.Write(SampleName, Sample);
        var digest = (await IngestAsync(source)).Expect(ExitCodes.Ok).Json().Text("lake_digest");
        foreach (var zone in (string[])["raw", "staging", "quarantine", "metadata"])
            if (Directory.Exists(_folder["lake", zone])) Directory.Delete(_folder["lake", zone], recursive: true);

        Assert.Equal(digest, (await IngestAsync(source)).Expect(ExitCodes.Ok).Json().Text("lake_digest"));
        Assert.Equal(digest, await DigestAsync());
    }

    [Fact]
    public async Task ChangedRawObject_FailsVerifyAndARepeatedIngest_NamingIt()
    {
        var source = _folder.Write(SampleName, Sample);
        (await IngestAsync(source)).Expect(ExitCodes.Ok);
        var raw = Directory.GetFiles(_folder["lake", "raw"], SampleName, SearchOption.AllDirectories).Single();
        File.SetUnixFileMode(raw, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var bytes = File.ReadAllBytes(raw);
        bytes[^10] ^= 1;
        File.WriteAllBytes(raw, bytes);

        var verify = (await ProgramRun.RunAsync("verify", "--lake", _folder["lake"])).Expect(ExitCodes.CheckFailed);
        Assert.Contains(SampleName, verify.Out, StringComparison.Ordinal);

        var again = (await IngestAsync(source, "--force")).Expect(ExitCodes.Failed);
        Assert.Contains(SampleName, again.Error, StringComparison.Ordinal);
        ExpectNoStackTrace(again);
    }

    [Fact]
    public async Task LakeThatIsAFile_IsNamed()
    {
        var lake = _folder.Write("lake", "not a folder");
        var result = (await IngestAsync(_folder.Write(SampleName, Sample))).Expect(ExitCodes.Failed);

        Assert.Contains(lake, result.Error, StringComparison.Ordinal);
        ExpectNoStackTrace(result);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("verify")]
    [InlineData("query", "SELECT 1")]
    public async Task ReadingALakeThatIsNotThere_SaysSo(string command, params string[] arguments)
    {
        var result = (await ProgramRun.RunAsync([command, .. arguments, "--lake", _folder["nowhere"]])).Expect(ExitCodes.Failed);

        Assert.Contains(_folder["nowhere"], result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["nowhere"]));
        ExpectNoStackTrace(result);
    }

    private async Task ExpectRefusalAsync(string source, params string[] named)
    {
        var result = (await IngestAsync(source)).Expect(ExitCodes.Failed);

        foreach (var name in named) Assert.Contains(name, result.Error, StringComparison.Ordinal);
        ExpectNoStackTrace(result);
        Assert.False(Directory.Exists(_folder["lake", "staging"]), "Something was published.");
    }

    private static void ExpectNoStackTrace(ProgramResult result)
    {
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", result.Error, StringComparison.Ordinal);
    }

    private Task<ProgramResult> IngestAsync(string source, params string[] options) =>
        ProgramRun.RunAsync(["ingest", source, "--lake", _folder["lake"], "--json", .. options]);

    private async Task<string> DigestAsync() =>
        (await ProgramRun.RunAsync("verify", "--lake", _folder["lake"], "--json")).Expect(ExitCodes.Ok).Json().Text("digest");

    private string Zip(string name, string entryName, CompressionLevel level = CompressionLevel.Optimal)
    {
        using var archive = ZipFile.Open(_folder[name], ZipArchiveMode.Create);
        using var entry = new StreamWriter(archive.CreateEntry(entryName, level).Open());
        entry.Write(Sample);
        return _folder[name];
    }
}
