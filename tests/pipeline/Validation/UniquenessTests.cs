using System.Text;
using System.Text.RegularExpressions;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Reconciliation;

namespace OpenPayments.Pipeline.Tests.Validation;

/// <summary>A record id that stands twice in a file is found wherever the two stand, and told with both places.</summary>
public sealed class UniquenessTests
{
    private const string FileName = "OP_DTL_GNRL_PGYR2023_P01302025.csv";

    [Fact]
    public async Task RecordIdInTwoChunks_FailsWithBothPlaces()
    {
        using var file = await CreateWithDuplicateAsync(first: 3, again: 550);
        Assert.True(file.Manifest.Landed.Chunks.Length > 2);

        var certificate = await file.CertifyAsync();

        Assert.Equal(["uniqueness"], certificate.FailedChecks());
        var duplicate = Assert.Single(certificate.Statement.RecordIds.Duplicates);
        Assert.Equal((3, 550), (duplicate.First.RecordNumber, duplicate.Again.RecordNumber));
        Assert.Equal(file.Manifest.Landed.RawKey, duplicate.Again.File);
        Assert.Equal(await OffsetOfAsync(file, 3), duplicate.First.OffsetBytes);
        Assert.Equal(await OffsetOfAsync(file, 550), duplicate.Again.OffsetBytes);
        Assert.Contains(duplicate.RecordId, certificate.Check("uniqueness").Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RecordIdTwice_OnlyWarns_WhenTheUserSaysSo()
    {
        using var file = await CreateWithDuplicateAsync(first: 3, again: 4);

        var certificate = await file.CertifyAsync(new ValidationSettings { DuplicateRecordId = Verdict.Warn });

        Assert.Equal(Verdict.Warn, certificate.Check("uniqueness").Verdict);
        Assert.Equal(Verdict.Warn, certificate.Statement.Verdict);
    }

    [Fact]
    public async Task RecordIdOfAQuarantinedRecord_CountsToo()
    {
        using var file = await CreateWithDuplicateAsync(first: 3, again: 40, spoil: line => line.Replace(",\"2023\",", ",\"1999\",", StringComparison.Ordinal));
        Assert.Equal(1, file.Manifest.Validation.QuarantinedCount);

        Assert.Contains("uniqueness", (await file.CertifyAsync()).FailedChecks());
    }

    private static async Task<ValidatedFile> CreateWithDuplicateAsync(int first, int again, Func<string, string>? spoil = null)
    {
        using var clean = await ValidatedFile.CreateAsync();
        var lines = await File.ReadAllLinesAsync(clean.RawPath, TestContext.Current.CancellationToken);
        var (from, to) = (RecordIdOf(lines[first]), RecordIdOf(lines[again]));
        lines[again] = lines[again].Replace(to, from, StringComparison.Ordinal);
        if (spoil is not null) lines[again] = spoil(lines[again]);
        return await ValidatedFile.CreateAsync(FileName, string.Join('\n', lines) + '\n');
    }

    /// <summary>The generator's record ids; an NPI that looks like one would stand before it.</summary>
    private static string RecordIdOf(string line) => Regex.Matches(line, "\"(1100\\d{6})\"")[^1].Groups[1].Value;

    private static async Task<long> OffsetOfAsync(ValidatedFile file, int number) =>
        (await File.ReadAllLinesAsync(file.RawPath, TestContext.Current.CancellationToken)).Take(number).Sum(line => Encoding.UTF8.GetByteCount(line) + 1L);
}
