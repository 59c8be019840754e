using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Sources;

namespace OpenPayments.Ingestion.Tests.Sources;

public sealed class SourceFinderTests : IDisposable
{
    private readonly SourceFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Samples_AreAllFound_InTheirEras()
    {
        var findings = await SourceFinder.FindAsync([SourceFolder.Samples], SourceFilter.All);

        Assert.Equal(
            [
                "2013/2016-06-30/research research-g1 OP_DTL_RSRCH_PGYR2013_P06302016.csv",
                "2013/2021-01-22/general general-g1 OP_DTL_GNRL_PGYR2013_P01222021.csv",
                "2014/2016-06-30/research research-g1 OP_DTL_RSRCH_PGYR2014_P06302016.csv",
                "2016/2017-06-30/general general-g2 OP_DTL_GNRL_PGYR2016_P06302017.csv",
                "2016/2017-06-30/ownership ownership-g1 OP_DTL_OWNRSHP_PGYR2016_P06302017.csv",
                "2016/2021-01-22/general general-g2 OP_DTL_GNRL_PGYR2016_P01222021.csv",
                "2018/2021-01-22/general general-g2 OP_DTL_GNRL_PGYR2018_P01222021.csv",
                "2019/2020-06-30/research research-g2 OP_DTL_RSRCH_PGYR2019_P06302020.csv",
                "2019/2020-06-30/ownership ownership-g1 OP_DTL_OWNRSHP_PGYR2019_P06302020.csv",
                "2019/2021-01-22/general general-g2 OP_DTL_GNRL_PGYR2019_P01222021.csv",
                "2022/2024-01-18/general general-g3 OP_DTL_GNRL_PGYR2022_P01182024.csv",
            ],
            findings.Files.Select(file => $"{file.Id} {file.Layout.EraId} {file.FileName}"));
        Assert.All(findings.Files, file => Assert.Null(file.Drift));
        Assert.EndsWith("README.md", Assert.Single(findings.Skipped).Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Samples_WithoutTheirNames_AreTheSameFiles()
    {
        var expected = await SourceFinder.FindAsync([SourceFolder.Samples], SourceFilter.All);
        foreach (var (file, i) in expected.Files.Select((file, i) => (file, i)))
            File.Copy(file.Path, _folder[$"download({i}).csv"]);

        Assert.Equal(expected.Files.Select(file => file.Id), (await _folder.FindAsync()).Files.Select(file => file.Id));
    }

    [Theory]
    [InlineData("OP_DTL_GNRL_PGYR2023_P01302025.csv", 2023, "2025-01-30")]
    [InlineData("OP_DTL_GNRL_PGYR2023_P06302026_06032026.csv", 2023, "2026-06-30")]
    [InlineData("op_dtl_gnrl_pgyr2023_p01302025 (1).CSV", 2023, "2025-01-30")]
    [InlineData("OP_GNRL_PGYR2013_P01152016.csv", 2013, "2016-01-15")]
    [InlineData("OP_GNRL_PGYR13_P012221.csv", 2013, "2021-01-22")]
    [InlineData("OP_GNRL_PGYR20_P012020.csv", 2020, "2020-01-20")]
    public async Task FileName_SaysYearAndPublication(string name, int year, string publication)
    {
        _folder.Add(name, SourceFolder.Csv("general-g3", 1));
        Assert.Equal($"{year}/{publication}/general", Assert.Single((await _folder.FindAsync()).Files).Id.ToString());
    }

    [Theory]
    [InlineData("OPPR_ALL_DTL_GNRL_09302014.csv", "general-g0", "2013/2014-09-30/general")]
    [InlineData("OPPR_ALL_DTL_OWNRSHP_12192014.csv", "ownership-g0", "2013/2014-12-19/ownership")]
    [InlineData("OP_REMOVED_DELETED_PGYR2016_P01182024.csv", "removed-g1", "2016/2024-01-18/removed")]
    [InlineData("OP_CVRD_RCPNT_PRFL_SPLMTL_P06302026_06032026.csv", "profile-g3", "2025/2026-06-30/profile")]
    [InlineData("OP_PH_PRFL_SPLMTL_P01212022.csv", "profile-g1", "2020/2022-01-21/profile")]
    [InlineData("OP_PH_PRFL_SPLMTL_P06302020.csv", "profile-g1", "2019/2020-06-30/profile")]
    public async Task EveryKindOfName_IsRead(string name, string eraId, string id)
    {
        _folder.Add(name, SourceFolder.Csv(eraId, 1, ("program_year", id[..4])));
        Assert.Equal(id, Assert.Single((await _folder.FindAsync()).Files).Id.ToString());
    }

    [Fact]
    public async Task Name_WinsForPublication_AndRowsSayTheRest()
    {
        _folder.Add("OP_DTL_GNRL_P01302025.csv", SourceFolder.GeneralCsv(2021, "01/20/2023"));
        Assert.Equal("2021/2025-01-30/general", Assert.Single((await _folder.FindAsync()).Files).Id.ToString());
    }

    [Fact]
    public async Task UnreadableFirstRow_LeavesTheWordToTheNext()
    {
        var csv = SourceFolder.GeneralCsv(2021, "01/20/2023").Split('\n');
        _folder.Add("rows.csv", string.Join("\r\n", csv[0], "#REF!," + csv[1][csv[1].IndexOf(',', StringComparison.Ordinal)..].Replace("2021", "ALL", StringComparison.Ordinal), csv[1]));
        Assert.Equal("2021/2023-01-20/general", Assert.Single((await _folder.FindAsync()).Files).Id.ToString());
    }

    [Fact]
    public async Task FileThatSaysNothing_TakesTheArchivesName_ThenTheUsersWord()
    {
        var csv = SourceFolder.Csv("removed-g1", 1);
        _folder.AddZip("PGYR16_P011824.ZIP", ("removed.csv", csv));
        _folder.Add("z/removed.csv", csv);
        var filter = new SourceFilter { Years = [2016], Publications = [new DateOnly(2024, 1, 18)] };

        Assert.Equal("2016/2024-01-18/removed", Assert.Single((await SourceFinder.FindAsync([_folder["PGYR16_P011824.ZIP"]], SourceFilter.All)).Files).Id.ToString());
        Assert.Equal("2016/2024-01-18/removed", Assert.Single((await SourceFinder.FindAsync([_folder["z"]], filter)).Files).Id.ToString());
        var noPublication = await Assert.ThrowsAsync<InputException>(() => SourceFinder.FindAsync([_folder["z"]], filter with { Publications = [] }));
        Assert.Contains("--publication YYYY-MM-DD", noPublication.Message, StringComparison.Ordinal);
        var noYear = await Assert.ThrowsAsync<InputException>(() => SourceFinder.FindAsync([_folder["z"]], filter with { Years = [] }));
        Assert.Contains("--year YYYY", noYear.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Filter_LeavesOutTheRest_AndSaysSo()
    {
        var filter = new SourceFilter { Years = [2016], Kinds = [Kind.General], Publications = [new DateOnly(2017, 6, 30), new DateOnly(2016, 6, 30)] };
        var findings = await SourceFinder.FindAsync([SourceFolder.Samples], filter);

        Assert.Equal("2016/2017-06-30/general", Assert.Single(findings.Files).Id.ToString());
        Assert.Equal(10, findings.Skipped.Count(skipped => skipped.Reason.StartsWith("is left out by --", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task FilterThatLeavesNothing_IsAnError_ThatSaysWhatIsThere()
    {
        var error = await Assert.ThrowsAsync<InputException>(() => SourceFinder.FindAsync([SourceFolder.Samples], new SourceFilter { Years = [2099] }));
        Assert.StartsWith("None of the 11 Open Payments files found is one that you asked for. Found: 2013/2016-06-30/research, 2013/2021-01-22/general,", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OtherFilesOfCms_AndOfOthers_AreSkippedWithAReason()
    {
        _folder.Add("OP_DTL_GNRL_PGYR2023_P01302025.csv", SourceFolder.GeneralCsv(2023, "01/30/2025"));
        _folder.Add("a/README.txt", "Open Payments");
        _folder.Add("a/budget.csv", "id,amount\n1,2\n");
        _folder.Add("a/empty.csv", "");
        _folder.Add("a/photo.csv", [0x89, 0x50, 0, 0, 1]);
        _folder.Add("a/INC_GEN_P01152016.csv", SourceFolder.GeneralCsv(2014, "01/15/2016"));
        _folder.Add("a/PBLCTN_PRVDR_PRFL_MAPPING_P01182024_01032024.csv", string.Join(',', Schema.SchemaFiles.ReadHeader("PRFL-provider_profile_mapping-2026")) + "\n1,2\n");
        _folder.Add("a/.hidden.csv", SourceFolder.GeneralCsv(2022, "01/30/2025"));
        _folder.Add("lake/.openpayments/state.db", "");
        _folder.Add("lake/raw/OP_DTL_GNRL_PGYR2023_P01302025.csv", SourceFolder.GeneralCsv(2023, "01/30/2025"));
        var findings = await _folder.FindAsync();

        Assert.Single(findings.Files);
        Assert.Equal(
            [
                ("a/INC_GEN_P01152016.csv", "is an incremental file of CMS: the full files of its publication hold the same records"),
                ("a/PBLCTN_PRVDR_PRFL_MAPPING_P01182024_01032024.csv", "is CMS's provider-profile-mapping file: only payment, ownership, removed-records, profile and summary files are taken"),
                ("a/README.txt", "is neither a CSV file nor a zip archive"),
                ("a/budget.csv", "is no Open Payments file: its first line is no header that CMS publishes, nor near one"),
                ("a/empty.csv", "is empty"),
                ("a/photo.csv", "is no CSV file: it has NUL bytes"),
                ("lake", "is a lake"),
            ],
            findings.Skipped.Select(skipped => (Path.GetRelativePath(_folder.Path, skipped.Path), skipped.Reason)));
    }

    [Fact]
    public async Task SummaryFiles_AreControlTotals_WhereverTheyLie()
    {
        var header = string.Join(',', Schema.SchemaFiles.ReadHeader("SMRY-summary_by_entity_nature-2026"));
        _folder.Add("a/PBLCTN_SMRY_BY_AMGPO_BY_NTR_OF_PYMT_PGYR2022_P01182024_01032024.csv", header + "\n1,6,2,3.00,x\n");
        _folder.AddZip("SMRY_P01182024.zip", ("PBLCTN_RPTG_ORG_SMRY_P01182024_01032024.csv", string.Join(',', Schema.SchemaFiles.ReadHeader("SMRY-summary_reporting_entity-2026")) + "\n"));
        var findings = await _folder.FindAsync();

        Assert.Empty(findings.Files);
        Assert.Equal(
            [
                ("PBLCTN_RPTG_ORG_SMRY_P01182024_01032024.csv", "summary-reporting-entity", null),
                ("PBLCTN_SMRY_BY_AMGPO_BY_NTR_OF_PYMT_PGYR2022_P01182024_01032024.csv", "summary-by-entity-nature", (int?)2022),
            ],
            findings.Summaries.Select(summary => (summary.Identity.FileName, summary.Identity.Form, summary.Identity.ProgramYear)).Order());
        Assert.All(findings.Summaries, summary => Assert.Equal(new DateOnly(2024, 1, 18), summary.Identity.Publication));
    }

    [Fact]
    public async Task DriftedHeader_IsFound_WithItsReport()
    {
        var lines = SourceFolder.GeneralCsv(2023, "01/30/2025").TrimEnd().Split('\n');
        _folder.Add("OP_DTL_GNRL_PGYR2023_P01302025.csv", $"{lines[0]},Extra\n{lines[1]},x\n");
        var file = Assert.Single((await _folder.FindAsync()).Files);

        Assert.Equal("general-g3+drift", file.Layout.EraId);
        Assert.Equal(["Extra"], file.Drift?.Added);
    }

    [Fact]
    public async Task Bom_AndQuotedHeader_AreRead()
    {
        var lines = SourceFolder.GeneralCsv(2023, "01/30/2025").TrimEnd().Split('\n');
        _folder.Add("x.csv", "\uFEFF" + string.Join(',', lines[0].Split(',').Select(name => $"\"{name}\"")) + "\r\n" + lines[1]);
        Assert.Equal("general-g3", Assert.Single((await _folder.FindAsync()).Files).Layout.EraId);
    }

    [Fact]
    public async Task SamePath_NamedTwice_IsOneFile()
    {
        var path = _folder.Add("OP_DTL_GNRL_PGYR2023_P01302025.csv", SourceFolder.GeneralCsv(2023, "01/30/2025"));
        var findings = await SourceFinder.FindAsync([_folder.Path, path, _folder.Path + "/"], SourceFilter.All);

        Assert.Equal(path, Assert.Single(findings.Files).Path);
        Assert.Empty(findings.Skipped);
    }

    [Fact]
    public async Task Copy_IsSkipped_TheFirstInOrderIsKept()
    {
        var csv = SourceFolder.GeneralCsv(2023, "01/30/2025", recordCount: 20_000);
        var kept = _folder.Add("a/OP_DTL_GNRL_PGYR2023_P01302025.csv", csv);
        _folder.AddZip("b.zip", ("OP_DTL_GNRL_PGYR2023_P01302025.csv", csv));
        var findings = await _folder.FindAsync();

        Assert.Equal(kept, Assert.Single(findings.Files).Path);
        Assert.Equal(($"OP_DTL_GNRL_PGYR2023_P01302025.csv in {_folder["b.zip"]}", $"has the same bytes as {kept}"), (findings.Skipped[0].Path, findings.Skipped[0].Reason));
    }

    [Theory]
    [InlineData(20_001, '1')]
    [InlineData(20_000, '2')]
    public async Task TwoDifferentFilesOfOneId_AreAnError_ThatNamesBoth(int recordCount, char lastDigit)
    {
        _folder.Add("a.csv", SourceFolder.GeneralCsv(2023, "01/30/2025", recordCount: 20_000));
        var other = SourceFolder.GeneralCsv(2023, "01/30/2025", recordCount).TrimEnd().ToCharArray();
        other[Array.LastIndexOf(other, '.') - 1] = lastDigit;
        _folder.Add("b.csv", new string(other) + "\n");

        var error = await Assert.ThrowsAsync<InputException>(() => _folder.FindAsync());
        Assert.StartsWith($"Two different files claim to be 2023/2025-01-30/general: {_folder["a.csv"]} and {_folder["b.csv"]}.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Order_DoesNotDependOnTheFileSystem()
    {
        foreach (var year in (int[])[2019, 2017, 2021, 2018])
            _folder.Add($"{2030 - year}/x{year}.csv", SourceFolder.GeneralCsv(year, "01/30/2025"));
        Assert.Equal([2017, 2018, 2019, 2021], (await _folder.FindAsync()).Files.Select(file => file.Id.ProgramYear));
    }

    [Fact]
    public async Task Links_ToFilesAreRead_ToFoldersAreNot()
    {
        var target = _folder.Add("data/x.csv", SourceFolder.GeneralCsv(2023, "01/30/2025", recordCount: 50));
        Directory.CreateDirectory(_folder["in"]);
        File.CreateSymbolicLink(_folder["in/OP_DTL_GNRL_PGYR2023_P01302025.csv"], target);
        Directory.CreateSymbolicLink(_folder["in/loop"], _folder["in"]);
        var findings = await SourceFinder.FindAsync([_folder["in"]], SourceFilter.All);

        var file = Assert.Single(findings.Files);
        Assert.Equal(new FileInfo(target).Length, file.LengthBytes);
        Assert.Equal(File.ReadAllText(target), await SourceFolder.ReadAsync(file));
        Assert.Contains("link to a folder", Assert.Single(findings.Skipped).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancellation_StopsTheSearch()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => SourceFinder.FindAsync([SourceFolder.Samples], SourceFilter.All, cancelled.Token));
    }
}
