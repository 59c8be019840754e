using System.IO.Compression;
using System.Text;
using OpenPayments.Ingestion.Sources;

namespace OpenPayments.Ingestion.Tests.Sources;

public sealed class SourceOpenerTests : IDisposable
{
    private const string Name = "OP_DTL_GNRL_PGYR2023_P01302025.csv";

    private readonly SourceFolder _folder = new();
    private readonly string _csv = SourceFolder.GeneralCsv(2023, "01/30/2025", recordCount: 20_000);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Csv_IsReadByteForByte()
    {
        _folder.Add(Name, _csv);
        Assert.Equal(_csv, await SourceFolder.ReadAsync(await FindOneAsync()));
    }

    [Fact]
    public async Task ArchiveEntry_InNestedFolders_IsReadWithoutExtracting()
    {
        _folder.AddZip("PGYR2023_P01302025.ZIP", ("README.txt", "x"), ("a/", ""), ("a/b\\" + Name, _csv), ("inner.zip", "PK"));
        var findings = await _folder.FindAsync();
        var file = Assert.Single(findings.Files);

        Assert.Equal((Name, "a/b\\" + Name, (long)_csv.Length), (file.FileName, file.Entry, file.LengthBytes));
        Assert.Equal(_csv, await SourceFolder.ReadAsync(file));
        Assert.Equal(["is neither a CSV file nor a zip archive", "is an archive inside an archive: unpack it and name it"], findings.Skipped.Select(skipped => skipped.Reason));
        Assert.Single(Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Zip64_WithSizesInExtraFieldsOnly_IsRead()
    {
        _folder.Add("x.zip", ZipBytes.CreateZip64(Name, Encoding.UTF8.GetBytes(_csv)));
        Assert.Equal(_csv, await SourceFolder.ReadAsync(await FindOneAsync()));
    }

    [Fact]
    public async Task Zip64_WithMoreThan65535Entries_IsRead()
    {
        using (var archive = ZipFile.Open(_folder["x.zip"], ZipArchiveMode.Create))
        {
            for (var i = 0; i < 65_600; i++) archive.CreateEntry($"folder/{i}/", CompressionLevel.NoCompression);
            await using var stream = archive.CreateEntry(Name).Open();
            await stream.WriteAsync(Encoding.UTF8.GetBytes(_csv));
        }

        Assert.Equal(_csv, await SourceFolder.ReadAsync(await FindOneAsync()));
    }

    [Fact]
    public async Task Deflate64_IsRead()
    {
        // Without matches of 258 bytes and more, Deflate64 is spelled as Deflate is.
        var random = new Random(1);
        var csv = string.Join('\n', SourceFolder.GeneralCsv(2023, "01/30/2025").Split('\n')[0],
            string.Join('\n', Enumerable.Range(0, 500).Select(_ => string.Concat(Enumerable.Range(0, 90).Select(_ => (char)('a' + random.Next(26)) + ",")) + "1")));
        _folder.Add("x.zip", ZipBytes.WithMethod(SourceFolder.Zip((Name, csv)), 9));
        Assert.Equal(csv, await SourceFolder.ReadAsync(await FindOneAsync()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DamagedEntry_IsAnError_AtTheEndAtTheLatest(bool isStored)
    {
        // Stored, one digit becomes another and only the checksum can tell. Past the first MiB, so that finding does not see it.
        var random = new Random(7);
        var csv = _csv + string.Concat(Enumerable.Range(0, 2 << 20).Select(_ => (char)('0' + random.Next(10))));
        var zip = isStored ? ZipBytes.CreateZip64(Name, Encoding.UTF8.GetBytes(csv)) : SourceFolder.Zip((Name, csv));
        zip[zip.Length - (zip.Length / 3)] ^= 1;
        _folder.Add("x.zip", zip);
        var file = await FindOneAsync();

        var error = await Assert.ThrowsAsync<InputException>(() => SourceFolder.ReadAsync(file));
        Assert.Equal($"The archive {_folder["x.zip"]} is truncated or damaged: download it again.", error.Message);
    }

    [Fact]
    public async Task VanishedSource_IsAnError()
    {
        _folder.Add(Name, _csv);
        var file = await FindOneAsync();
        File.Delete(file.Path);
        Assert.Contains("is not there any more", (await Assert.ThrowsAsync<InputException>(() => SourceOpener.OpenAsync(file.Place))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ChangedSource_IsAnError(bool isArchive)
    {
        var path = isArchive ? _folder.AddZip("x.zip", (Name, _csv)) : _folder.Add(Name, _csv);
        var file = await FindOneAsync();
        File.SetLastWriteTimeUtc(path, File.GetLastWriteTimeUtc(path).AddSeconds(1));
        Assert.Contains("has changed since it was found", (await Assert.ThrowsAsync<InputException>(() => SourceOpener.OpenAsync(file.Place))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task SourceThatChangesLengthWhileRead_IsAnError(int byteCount)
    {
        _folder.Add(Name, _csv);
        var file = await FindOneAsync();
        await using var stream = await SourceOpener.OpenAsync(file.Place);
        using (var writer = new FileStream(file.Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) writer.SetLength(writer.Length + byteCount);

        Assert.Contains("has changed since it was found", (await Assert.ThrowsAsync<InputException>(() => stream.CopyToAsync(Stream.Null))).Message, StringComparison.Ordinal);
    }

    private async Task<SourceFile> FindOneAsync() => Assert.Single((await _folder.FindAsync()).Files);
}
