using System.Text;
using System.Text.Json;
using OpenPayments.Generator;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Pipeline.Tests.Validation;

/// <summary>What is whole gets a certificate without a false alarm, and the certificate can be held to its word.</summary>
public sealed class CertificateTests
{
    public static TheoryData<string> Samples => [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "samples"), "*.csv").Order(StringComparer.Ordinal)];

    public static TheoryData<string> Eras => [.. EraCatalog.Eras.Select(era => era.EraId)];

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task RealSample_PassesEveryCheck(string path)
    {
        using var pipeline = new Pipeline();
        var manifest = await pipeline.IngestAsync(path, new IngestionSettings { ChunkSizeBytes = 100_000 });

        var validation = await new YearValidator(pipeline.Store, TimeProvider.System, parallelism: 2)
            .ValidateAsync(manifest.Landed.Id.ProgramYear, ValidationSettings.Default, new YearValidationScope(), cancellation: TestContext.Current.CancellationToken);

        Assert.All(validation.Files.SelectMany(file => file.Checks).Concat(validation.Checks), check => Assert.Equal(Verdict.Pass, check.Verdict));
        Assert.Equal(SubjectState.Current, Assert.Single(validation.Files).State);
    }

    [Theory]
    [MemberData(nameof(Eras))]
    public async Task GeneratedFileWithDefectsAndOddities_FailsNothing(string eraId)
    {
        using var pipeline = new Pipeline();
        var options = GeneratorOptions.For(EraCatalog.Find(eraId)) with { RecordCount = 800, BadShare = 0.05, OddityShare = 0.05, QuotedNewlineShare = 0.05, Seed = 41 };
        var (generated, manifest) = await pipeline.IngestAsync(options, new IngestionSettings { ChunkSizeBytes = 100_000 });

        var certificate = await new CertificateIssuer(pipeline.Store, TimeProvider.System, parallelism: 2).IssueAsync(
            new CertificateSubject(manifest, SubjectState.Current, [], null), ValidationSettings.Default, cancellation: TestContext.Current.CancellationToken);

        Assert.Empty(certificate.FailedChecks());
        Assert.Empty(certificate.Statement.Differences);
        Assert.Equal(generated.RecordCount, certificate.Statement.Records.Reparsed);
        Assert.Equal(generated.BadCount, certificate.Statement.Records.QuarantineRows);
        Assert.Equal(
            generated.Amounts.Select(amount => (amount.Column, amount.GoodCents + amount.BadCents, amount.UnreadableCount)),
            certificate.Statement.Amounts.Select(amount => (amount.Column, amount.RawCents, amount.UnreadableCount)));
    }

    [Fact]
    public async Task Windows1252File_FailsNothing()
    {
        using var file = await ValidatedFile.CreateAsync();
        var csv = await File.ReadAllTextAsync(file.RawPath, TestContext.Current.CancellationToken);
        using var pipeline = new Pipeline();
        Directory.CreateDirectory(pipeline.SourceFolder);
        var path = Path.Combine(pipeline.SourceFolder, Path.GetFileName(file.RawPath));
        await File.WriteAllBytesAsync(path, Encoding.Latin1.GetBytes(csv.Replace("LLC", "L\u00e9C", StringComparison.Ordinal)), TestContext.Current.CancellationToken);
        var manifest = await pipeline.IngestAsync(path, new IngestionSettings());
        Assert.Equal(Ingestion.Landing.TextEncoding.Windows1252, manifest.Landed.Encoding);

        var certificate = await new CertificateIssuer(pipeline.Store, TimeProvider.System, parallelism: 2).IssueAsync(
            new CertificateSubject(manifest, SubjectState.Current, [], null), ValidationSettings.Default, cancellation: TestContext.Current.CancellationToken);

        Assert.Empty(certificate.FailedChecks());
    }

    [Fact]
    public async Task Validating_AgainAndAgain_SealsTheSameStatementAndLeavesTheLakeAlone()
    {
        using var file = await ValidatedFile.CreateAsync(badShare: 0.02);
        var digest = await LakeDigest.ReadAsync(file.Pipeline.Store, TestContext.Current.CancellationToken);

        var first = await file.ValidateYearAsync();
        var second = await file.ValidateYearAsync();

        Assert.Equal(first.Files.Single().CertificateDigest, second.Files.Single().CertificateDigest);
        Assert.Equal(digest, await LakeDigest.ReadAsync(file.Pipeline.Store, TestContext.Current.CancellationToken));
        Assert.True((await LakeVerifier.VerifyAsync(file.Pipeline.Store, cancellation: TestContext.Current.CancellationToken)).IsIntact);
    }

    [Fact]
    public async Task ParallelismDoesNotChangeTheStatement()
    {
        using var file = await ValidatedFile.CreateAsync(badShare: 0.02);
        var subject = new CertificateSubject(file.Manifest, SubjectState.Current, [], null);

        var one = await new CertificateIssuer(file.Pipeline.Store, TimeProvider.System, 1).IssueAsync(subject, ValidationSettings.Default, cancellation: TestContext.Current.CancellationToken);
        var four = await new CertificateIssuer(file.Pipeline.Store, TimeProvider.System, 4).IssueAsync(subject, ValidationSettings.Default, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(one.Digest, four.Digest);
    }

    [Fact]
    public async Task StoredCertificate_IsGenuine_UntilAFigureOfItChanges()
    {
        using var file = await ValidatedFile.CreateAsync();
        await file.CertifyAsync();
        var json = await File.ReadAllTextAsync(file.Pipeline.Store.PathOf(LakeKeys.Certificate(file.Manifest.Landed.Id)), TestContext.Current.CancellationToken);

        Assert.True(JsonSerializer.Deserialize<Certificate>(json, LakeJson.Options)!.IsGenuine());
        var forged = json.Replace("\"table_rows\": 600", "\"table_rows\": 601", StringComparison.Ordinal);
        Assert.NotEqual(json, forged);
        Assert.False(JsonSerializer.Deserialize<Certificate>(forged, LakeJson.Options)!.IsGenuine());

        Assert.True((await LakeVerifier.VerifyAsync(file.Pipeline.Store, cancellation: TestContext.Current.CancellationToken)).IsIntact);
        await File.WriteAllTextAsync(file.Pipeline.Store.PathOf(LakeKeys.Certificate(file.Manifest.Landed.Id)), forged, TestContext.Current.CancellationToken);
        var difference = Assert.Single((await LakeVerifier.VerifyAsync(file.Pipeline.Store, cancellation: TestContext.Current.CancellationToken)).Differences);
        Assert.Contains("not the one that its digest seals", difference.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificate_NamesEveryObjectWithItsDigest()
    {
        using var file = await ValidatedFile.CreateAsync(badShare: 0.02);

        var objects = (await file.CertifyAsync()).Statement.Objects;

        Assert.Equal(
            file.Manifest.Parts.Concat(file.Manifest.QuarantineParts).Select(part => (part.Key, part.Sha256)).Prepend((file.Manifest.Landed.RawKey, file.Manifest.Landed.Sha256)),
            objects.Select(entry => (entry.Key, entry.Sha256)));
    }

    [Fact]
    public async Task Page_TellsVerdictAndSeal_AndNeedsNothingFromElsewhere()
    {
        using var file = await ValidatedFile.CreateAsync();
        file.RewritePart(0, "SELECT * REPLACE ('<script>' AS recipient_city) FROM part");
        var certificate = await file.CertifyAsync();

        var page = await File.ReadAllTextAsync(file.Pipeline.Store.PathOf(LakeKeys.CertificatePage(file.Manifest.Landed.Id)), TestContext.Current.CancellationToken);

        Assert.Contains("<p class=\"verdict fail\">fail</p>", page, StringComparison.Ordinal);
        Assert.Contains(certificate.Digest, page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task IngestThatReadsBack_CertifiesBeforeItPublishes()
    {
        using var pipeline = new Pipeline();
        var settings = new IngestionSettings { Validation = new ValidationSettings { ReadBack = true } };

        var (_, manifest) = await pipeline.IngestAsync(GeneratorOptions.For(EraCatalog.Find("general-g3")) with { RecordCount = 200, Seed = 42 }, settings);

        Assert.Contains(manifest.Validation.Checks, check => check.Name == "cells" && check.Verdict == Verdict.Pass);
        var json = await File.ReadAllBytesAsync(pipeline.Store.PathOf(LakeKeys.Certificate(manifest.Landed.Id)), TestContext.Current.CancellationToken);
        Assert.Equal(SubjectState.Staged, JsonSerializer.Deserialize<Certificate>(json, LakeJson.Options)!.Statement.File.State);
    }
}
