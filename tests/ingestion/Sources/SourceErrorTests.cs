using OpenPayments.Ingestion.Sources;

namespace OpenPayments.Ingestion.Tests.Sources;

/// <summary>What bad input gets: one paragraph that names the file and says what to do.</summary>
public sealed class SourceErrorTests : IDisposable
{
    private const string Name = "OP_DTL_GNRL_PGYR2023_P01302025.csv";

    private readonly SourceFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task NoSuchPath() => AssertErrorAsync(_folder["nowhere"], "There is no file or folder");

    [Fact]
    public async Task EmptyPath() =>
        Assert.StartsWith("A path is empty.", (await Assert.ThrowsAsync<InputException>(() => SourceFinder.FindAsync([""], SourceFilter.All))).Message, StringComparison.Ordinal);

    [Fact]
    public Task EmptyFolder() => AssertErrorAsync(_folder.Path, "There is no Open Payments file in");

    [Fact]
    public Task FolderWithoutOpenPaymentsFiles()
    {
        _folder.Add("budget.csv", "id,amount\n1,2\n");
        return AssertErrorAsync(_folder.Path, "There is no Open Payments file in");
    }

    [Fact]
    public Task ArchiveWithoutOpenPaymentsFiles() => AssertErrorAsync(_folder.AddZip("x.zip", ("budget.csv", "id,amount\n1,2\n")), "There is no Open Payments file in");

    [Theory]
    [InlineData(Name)]
    [InlineData("x.csv")]
    public Task EmptyFile_ThatIsNamed(string name) => AssertErrorAsync(_folder.Add(name, ""), "is empty");

    [Fact]
    public Task EmptyFile_ThatClaimsToBeOne()
    {
        _folder.Add(Name, "");
        return AssertErrorAsync(_folder.Path, "is named as an Open Payments file, but it is empty", Name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\r\n\r\n")]
    public Task HeaderOnlyFile(string lineEnd)
    {
        _folder.Add(Name, SourceFolder.Csv("general-g3", 0).TrimEnd() + lineEnd);
        return AssertErrorAsync(_folder.Path, "no record after it", Name);
    }

    [Fact]
    public Task BinaryFile() => AssertErrorAsync(_folder.Add("x.csv", [0x7F, 0x45, 0x4C, 0x46, 0, 0, 0]), "is no CSV file");

    [Fact]
    public Task BinaryFile_ThatClaimsToBeOne()
    {
        _folder.Add(Name, new byte[4096]);
        return AssertErrorAsync(_folder.Path, "is no CSV file", Name);
    }

    [Fact]
    public Task AnotherCsv_ThatIsNamed() => AssertErrorAsync(_folder.Add("budget.csv", "id,amount\n1,2\n"), "is no Open Payments file");

    [Fact]
    public Task AnotherCsv_ThatClaimsToBeOne()
    {
        _folder.Add(Name, "id,amount\n1,2\n");
        return AssertErrorAsync(_folder.Path, "is no Open Payments file", Name);
    }

    [Fact]
    public Task SummaryFile_OfNobodyKnowsWhichPublication() =>
        AssertErrorAsync(_folder.Add("x.csv", string.Join(',', Schema.SchemaFiles.ReadHeader("SMRY-summary_state-2026")) + "\n1\n"), "is CMS's summary-state file, and its name does not say of which publication");

    [Fact]
    public Task MappingFile_ThatIsNamed() =>
        AssertErrorAsync(_folder.Add("x.csv", string.Join(',', Schema.SchemaFiles.ReadHeader("PRFL-provider_profile_mapping-2026")) + "\n1\n"), "is CMS's provider-profile-mapping file");

    [Fact]
    public Task NameAndHeader_OfDifferentKinds()
    {
        _folder.Add("OP_DTL_RSRCH_PGYR2023_P01302025.csv", SourceFolder.GeneralCsv(2023, "01/30/2025"));
        return AssertErrorAsync(_folder.Path, "is named as a research file, but its header is that of a general file (general-g3)");
    }

    [Fact]
    public Task NameAndRows_OfDifferentYears()
    {
        _folder.Add(Name, SourceFolder.GeneralCsv(2022, "01/30/2025"));
        return AssertErrorAsync(_folder.Path, "is named as of program year 2023, but its first record is of 2022", Name);
    }

    [Theory]
    [InlineData("gone.csv")]
    [InlineData(Name)]
    public Task LinkToNothing(string target)
    {
        File.CreateSymbolicLink(_folder[Name], _folder[target]);
        return AssertErrorAsync(_folder.Path, "is a link to nothing", Name);
    }

    [Fact]
    public async Task FileThatAnotherProgramHolds()
    {
        await using var holder = new FileStream(_folder[Name], FileMode.Create, FileAccess.Write, FileShare.None);
        await AssertErrorAsync(_folder.Path, "cannot be opened", Name);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(500)]
    public Task TruncatedArchive(int missingBytes)
    {
        var zip = SourceFolder.Zip((Name, SourceFolder.GeneralCsv(2023, "01/30/2025", recordCount: 100)));
        return AssertErrorAsync(_folder.Add("PGYR2023_P01302025.zip", zip[..^missingBytes]), "is truncated or damaged: download it again");
    }

    [Fact]
    public Task ArchiveThatIsNone() => AssertErrorAsync(_folder.Add("x.ZIP", "<html>504 Gateway Time-out</html>"), "is truncated or damaged: download it again");

    [Fact]
    public Task EmptyArchiveFile()
    {
        _folder.Add("x.zip", "");
        return AssertErrorAsync(_folder.Path, "is truncated or damaged: download it again", "x.zip");
    }

    [Theory]
    [InlineData("../OP_DTL_GNRL_PGYR2023_P01302025.csv")]
    [InlineData("a/../../x.csv")]
    [InlineData("a\\..\\..\\x.csv")]
    [InlineData("/etc/x.csv")]
    [InlineData("C:\\x.csv")]
    public Task EntryThatLeadsOutOfItsArchive(string entry) =>
        AssertErrorAsync(_folder.AddZip("x.zip", (Name, SourceFolder.GeneralCsv(2023, "01/30/2025")), (entry, "x")), $"has an entry with the path '{entry}'");

    [Fact]
    public Task EncryptedEntry() =>
        AssertErrorAsync(_folder.Add("x.zip", ZipBytes.AsEncrypted(SourceFolder.Zip((Name, SourceFolder.GeneralCsv(2023, "01/30/2025"))))), "is encrypted");

    [Theory]
    [InlineData(12, "BZip2")]
    [InlineData(14, "LZMA")]
    [InlineData(93, "unsupported compression method")]
    public Task EntryOfAnUnknownCompression(ushort method, string said) =>
        AssertErrorAsync(_folder.Add("x.zip", ZipBytes.WithMethod(SourceFolder.Zip((Name, SourceFolder.GeneralCsv(2023, "01/30/2025"))), method)), said);

    private static async Task AssertErrorAsync(string path, string said, string? named = null)
    {
        var error = await Assert.ThrowsAsync<InputException>(() => SourceFinder.FindAsync([path], SourceFilter.All));
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Contains(named is null ? path : Path.Combine(path, named), error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }
}
