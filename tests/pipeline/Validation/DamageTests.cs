using System.Globalization;
using System.Text;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Runs;

namespace OpenPayments.Pipeline.Tests.Validation;

/// <summary>Every sort of damage is caught, and named to the record and the column.</summary>
public sealed class DamageTests
{
    private const string Amount = "total_amount_of_payment_usdollars";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CellChangedInAPart_IsNamedWithBothValues()
    {
        using var file = await ValidatedFile.CreateAsync();
        file.RewritePart(1, "SELECT * REPLACE (CASE WHEN _record_number = (SELECT min(_record_number) + 3 FROM part) THEN 'CHANGED' ELSE recipient_city END AS recipient_city) FROM part");

        var certificate = await file.CertifyAsync();

        Assert.Equal(["cells"], certificate.FailedChecks());
        var number = file.Manifest.Landed.Chunks[1].FirstRecordNumber + 3;
        var difference = Assert.Single(certificate.Statement.Differences);
        Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"record {number} of {file.Manifest.Landed.Id} "), difference, StringComparison.Ordinal);
        Assert.Contains("recipient_city is '", difference, StringComparison.Ordinal);
        Assert.EndsWith("in the raw file and 'CHANGED' in the lake", difference, StringComparison.Ordinal);
        Assert.Contains("chunks 1, columns recipient_city", certificate.Check("cells").Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CellThatBecameNull_IsNamed()
    {
        using var file = await ValidatedFile.CreateAsync();
        file.RewritePart(0, "SELECT * REPLACE (CASE WHEN _record_number = 2 THEN NULL ELSE record_id END AS record_id) FROM part");

        var certificate = await file.CertifyAsync();

        Assert.Equal(["cells"], certificate.FailedChecks());
        Assert.EndsWith("in the raw file and empty in the lake", Assert.Single(certificate.Statement.Differences), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FieldsOfTwoRowsSwapped_AreCaughtAlthoughAllSumsAreEqual()
    {
        using var file = await ValidatedFile.CreateAsync();
        // The payer and the nature go along, so that the groups' sums stay too.
        file.RewritePart(0, """
            WITH swapped AS (SELECT *, CASE _record_number WHEN 4 THEN 9 WHEN 9 THEN 4 ELSE _record_number END AS other FROM part)
            SELECT one.* EXCLUDE (other) REPLACE (two.recipient_zip_code AS recipient_zip_code, two.covered_recipient_last_name AS covered_recipient_last_name)
            FROM swapped one JOIN part two ON two._record_number = one.other
            """);

        var certificate = await file.CertifyAsync();

        Assert.Equal(["cells"], certificate.FailedChecks());
        Assert.Equal(2, certificate.Statement.Differences.Length);
        Assert.Contains("record 4 ", certificate.Statement.Differences[0], StringComparison.Ordinal);
        Assert.Contains("record 9 ", certificate.Statement.Differences[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task AmountsTimesHundred_FailInCentsPayersAndCells()
    {
        using var file = await ValidatedFile.CreateAsync();
        file.RewritePart(2, $"SELECT * REPLACE (CAST({Amount} * 100 AS DECIMAL(18,2)) AS {Amount}) FROM part");

        var certificate = await file.CertifyAsync();

        Assert.Equal(["cents", "payments", "cells"], certificate.FailedChecks());
    }

    [Fact]
    public async Task PayerChanged_FailsInPayers()
    {
        using var file = await ValidatedFile.CreateAsync();
        file.RewritePart(0, "SELECT * REPLACE (CASE WHEN _record_number = 2 THEN '999' ELSE applicable_manufacturer_or_applicable_gpo_making_payment_id END AS applicable_manufacturer_or_applicable_gpo_making_payment_id) FROM part");

        var certificate = await file.CertifyAsync();

        Assert.Equal(["payments", "cells"], certificate.FailedChecks());
        Assert.Contains("payer 999, ", certificate.Check("payments").Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT * FROM part WHERE _record_number <> 5", "record 5 ", "neither in the table nor in quarantine")]
    [InlineData("SELECT * FROM part UNION ALL SELECT * FROM part WHERE _record_number = 5", "record 5 ", "once and in the lake twice")]
    [InlineData("SELECT * REPLACE (CASE WHEN _record_number = 5 THEN 5000000 ELSE _record_number END AS _record_number) FROM part", "record 5000000 ", "not in the raw file")]
    [InlineData("SELECT * REPLACE (CASE WHEN _record_number = 5 THEN _offset_bytes + 1 ELSE _offset_bytes END AS _offset_bytes) FROM part", "record 5 ", "stands in another place")]
    public async Task RowDroppedDoubledOrMoved_IsNamed(string select, string record, string words)
    {
        using var file = await ValidatedFile.CreateAsync();
        file.RewritePart(0, select);

        var certificate = await file.CertifyAsync();

        Assert.Contains("cells", certificate.FailedChecks());
        Assert.Contains(certificate.Statement.Differences, difference => difference.Contains(record, StringComparison.Ordinal) && difference.Contains(words, StringComparison.Ordinal));
    }

    [Fact]
    public async Task RowCountOfAPart_IsReadBackAndNotBelieved()
    {
        using var file = await ValidatedFile.CreateAsync();
        file.RewritePart(0, "SELECT * FROM part WHERE _record_number <> 5");

        var certificate = await file.CertifyAsync();

        Assert.Equal(["read-back", "cents", "payments", "cells"], certificate.FailedChecks());
        Assert.Equal(certificate.Statement.Records.Reparsed - 1, certificate.Statement.Records.TableRows);
    }

    [Fact]
    public async Task PartReplacedByAnother_IsCaughtByDigest()
    {
        using var file = await ValidatedFile.CreateAsync();
        file.ReplacePart(1, file.ReadPart(0), isKnown: false);

        var certificate = await file.CertifyAsync();

        Assert.Contains("parts", certificate.FailedChecks());
        Assert.Contains("it is not the part that was written", certificate.Check("parts").Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PartsExchanged_AreCaughtByContentEvenWhenTheManifestAgrees()
    {
        using var file = await ValidatedFile.CreateAsync();
        var (first, second) = (file.ReadPart(0), file.ReadPart(1));
        file.ReplacePart(0, second);
        file.ReplacePart(1, first);

        var certificate = await file.CertifyAsync();

        // Summed up over the file nothing is missing and nothing is too much.
        Assert.Equal(["cells"], certificate.FailedChecks());
        Assert.Contains("chunks 0; 1", certificate.Check("cells").Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DamagedPart_IsNamed()
    {
        using var file = await ValidatedFile.CreateAsync();
        file.ReplacePart(0, Encoding.ASCII.GetBytes("PAR1 no parquet at all PAR1"));

        var certificate = await file.CertifyAsync();

        Assert.Contains("it cannot be read", certificate.Check("parts").Detail, StringComparison.Ordinal);
        Assert.Contains("cells", certificate.FailedChecks());
    }

    [Fact]
    public async Task MissingPart_IsNamed()
    {
        using var file = await ValidatedFile.CreateAsync();
        File.Delete(file.Pipeline.Store.PathOf(file.Manifest.Parts.First().Key));

        var certificate = await file.CertifyAsync();

        Assert.Contains("it is missing", certificate.Check("parts").Detail, StringComparison.Ordinal);
        Assert.Contains("objects", certificate.FailedChecks());
    }

    [Theory]
    [InlineData("SELECT * EXCLUDE (recipient_city) FROM part", "recipient_city missing")]
    [InlineData("SELECT *, 'x' AS extra FROM part", "extra added")]
    [InlineData("SELECT * RENAME (recipient_city AS city) FROM part", "recipient_city missing, city added")]
    public async Task ColumnMissingAddedOrRenamedInAPart_IsNamed(string select, string words)
    {
        using var file = await ValidatedFile.CreateAsync();
        file.RewritePart(0, select);

        var certificate = await file.CertifyAsync();

        Assert.Contains(words, certificate.Check("parts").Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CategoryRenamedInAPart_FailsInPayersAndCells()
    {
        using var file = await ValidatedFile.CreateAsync();
        file.RewritePart(0, "SELECT * REPLACE (replace(nature_of_payment_or_transfer_of_value, 'Food and Beverage', 'Food & Beverage') AS nature_of_payment_or_transfer_of_value) FROM part");

        var certificate = await file.CertifyAsync();

        Assert.Equal(["payments", "cells"], certificate.FailedChecks());
        Assert.Contains("'Food & Beverage' in the lake", string.Concat(certificate.Statement.Differences), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RawCellChangedAfterLanding_IsCaughtByHashAndContent()
    {
        using var file = await ValidatedFile.CreateAsync();
        var bytes = await File.ReadAllBytesAsync(file.RawPath, Cancellation);
        var at = (int)file.Manifest.Landed.Chunks[1].OffsetBytes + 1;
        while (!char.IsAsciiDigit((char)bytes[at])) at++;
        bytes[at] = bytes[at] == '1' ? (byte)'2' : (byte)'1';
        await File.WriteAllBytesAsync(file.RawPath, bytes, Cancellation);

        var certificate = await file.CertifyAsync();

        Assert.Contains("raw", certificate.FailedChecks());
        Assert.Contains("cells", certificate.FailedChecks());
        Assert.Single(certificate.Statement.Differences);
    }

    [Fact]
    public async Task RawFileCutShort_IsCaught()
    {
        using var file = await ValidatedFile.CreateAsync();
        var bytes = await File.ReadAllBytesAsync(file.RawPath, Cancellation);
        await File.WriteAllBytesAsync(file.RawPath, bytes[..^500], Cancellation);

        var certificate = await file.CertifyAsync();

        Assert.Contains("raw", certificate.FailedChecks());
        Assert.Contains("read-back", certificate.FailedChecks());
        Assert.Contains("cells", certificate.FailedChecks());
    }

    [Theory]
    [InlineData(300, true)]
    [InlineData(1, false)]
    [InlineData(0, false)]
    public async Task DownloadThatStoppedWithinARecord_IsNotPublished(int missingBytes, bool isCut)
    {
        using var whole = await ValidatedFile.CreateAsync();
        var csv = await File.ReadAllTextAsync(whole.RawPath, Cancellation);

        if (isCut)
        {
            var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => ValidatedFile.CreateAsync(Path.GetFileName(whole.RawPath), csv[..^missingBytes]));
            Assert.Contains("failed its validation", failure.Message, StringComparison.Ordinal);
            return;
        }

        using var file = await ValidatedFile.CreateAsync(Path.GetFileName(whole.RawPath), csv[..^missingBytes]);
        Assert.Empty((await file.CertifyAsync()).FailedChecks());
    }

    [Fact]
    public async Task RawFileGone_IsCaught()
    {
        using var file = await ValidatedFile.CreateAsync();
        File.Delete(file.RawPath);

        Assert.Contains("raw", (await file.CertifyAsync()).FailedChecks());
    }

    [Fact]
    public async Task LandingRecordChanged_IsCaught()
    {
        using var file = await ValidatedFile.CreateAsync();
        var path = file.Pipeline.Store.PathOf(LakeKeys.Landing(file.Manifest.Landed.Id));
        await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path, Cancellation)).Replace(file.Manifest.Landed.Sha256, new string('0', 64), StringComparison.Ordinal), Cancellation);

        Assert.Equal(["landing"], (await file.CertifyAsync()).FailedChecks());
    }

    [Fact]
    public async Task QuarantinedRecordChanged_IsCaught()
    {
        using var file = await ValidatedFile.CreateAsync(badShare: 0.05);
        var chunk = file.Manifest.Chunks.First(chunk => chunk.Quarantine is not null).ChunkIndex;
        file.RewritePart(chunk, "SELECT * REPLACE (CASE WHEN record_number = (SELECT min(record_number) FROM part) THEN encode(replace(decode(raw_record), 'a', 'b')) ELSE raw_record END AS raw_record) FROM part", Zone.Quarantine);

        var certificate = await file.CertifyAsync();

        Assert.NotEmpty(certificate.FailedChecks());
        Assert.Contains("cells", certificate.FailedChecks());
    }

    [Fact]
    public async Task QuarantinedRecordDropped_IsCaught()
    {
        using var file = await ValidatedFile.CreateAsync(badShare: 0.05);
        var chunk = file.Manifest.Chunks.First(chunk => chunk.QuarantinedCount > 1).ChunkIndex;
        file.RewritePart(chunk, "SELECT * FROM part WHERE record_number > (SELECT min(record_number) FROM part)", Zone.Quarantine);

        var certificate = await file.CertifyAsync();

        Assert.Contains("read-back", certificate.FailedChecks());
        Assert.Contains("neither in the table nor in quarantine", string.Concat(certificate.Statement.Differences), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PartThatTheTableDoesNotList_FailsTheYear()
    {
        using var file = await ValidatedFile.CreateAsync();
        var manifest = file.Manifest with { Chunks = [.. file.Manifest.Chunks.Select((chunk, i) => i > 0 ? chunk : chunk with { Part = chunk.Part! with { Key = chunk.Part.Key.Replace(".parquet", "x.parquet", StringComparison.Ordinal) } })] };
        await OverwriteAsync(new FileManifests(file.Pipeline.Store), manifest);
        await OverwriteAsync(new FileManifests(file.Pipeline.Store, isStaged: true), manifest);

        var validation = await file.ValidateYearAsync();

        Assert.Equal(Verdict.Fail, validation.Verdict);
        Assert.Contains(validation.Files.Single().Checks, check => check.Name == "table" && check.Verdict == Verdict.Fail);
        Assert.Contains(validation.Checks, check => check.Name == "lake" && check.Verdict == Verdict.Fail);
    }

    [Fact]
    public async Task ManifestGone_FailsTheYear()
    {
        using var file = await ValidatedFile.CreateAsync();
        File.Delete(file.Pipeline.Store.PathOf(LakeKeys.Manifest(file.Manifest.Landed.Id)));

        Assert.Contains((await file.ValidateYearAsync()).Checks, check => check.Name == "lake" && check.Verdict == Verdict.Fail);
    }

    private static async Task OverwriteAsync(FileManifests manifests, FileManifest manifest) =>
        Assert.True(await manifests.TryWriteAsync(manifest, await manifests.SeeAsync(manifest.Landed.Id, Cancellation), Cancellation));
}
