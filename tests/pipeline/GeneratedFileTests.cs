using OpenPayments.Generator;
using OpenPayments.Generator.Defects;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Quarantine;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Rules;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Pipeline.Tests;

/// <summary>Generated files of every era: what the generator broke, and nothing else, is in quarantine; all the rest is in the table as it was.</summary>
public sealed class GeneratedFileTests
{
    private static readonly IngestionSettings SmallChunks = new() { ChunkSizeBytes = 200_000 };

    public static TheoryData<string> Eras => [.. EraCatalog.Eras.Select(era => era.EraId)];

    [Theory]
    [MemberData(nameof(Eras))]
    public async Task Quarantine_IsTheGeneratorsLedger_RecordByRecord(string eraId)
    {
        using var pipeline = new Pipeline();
        var options = GeneratorOptions.For(EraCatalog.Find(eraId)) with { RecordCount = 1_500, BadShare = 0.05, OddityShare = 0.02, QuotedNewlineShare = 0.05, Seed = 11 };

        var (generated, manifest) = await pipeline.IngestAsync(options, SmallChunks);

        var bad = generated.Ledger.Where(entry => entry.IsBad).ToList();
        var rows = await ReadQuarantineAsync(pipeline, manifest);
        Assert.Equal(
            bad.Select(entry => (entry.RecordNumber, entry.OffsetBytes, entry.LengthBytes)),
            rows.Select(row => (row.Record.RecordNumber, row.Record.OffsetBytes, row.Record.RawBytes.Length)));
        Assert.All(bad.Zip(rows), pair => Assert.Contains(pair.Second.Record.Findings, finding => finding.RuleId == pair.First.RuleId && finding.Severity == Severity.Reject));
        Assert.Equal(await SliceAsync(pipeline, generated, bad), rows.Select(row => Convert.ToHexString(row.Record.RawBytes)));
        AssertAccountedFor(generated, manifest);
    }

    [Theory]
    [MemberData(nameof(Eras))]
    public async Task AcceptedRows_HoldEveryValueOfTheirRecord(string eraId)
    {
        using var pipeline = new Pipeline();
        var layout = EraCatalog.Find(eraId);
        // Only defects that leave the quoting whole, so that the independent reader sees the same records.
        var options = GeneratorOptions.For(layout) with { RecordCount = 1_500, OddityShare = 0.03, QuotedNewlineShare = 0.05, Seed = 12, BadShare = 0.03, Defects = [DefectSort.OtherProgramYear, DefectSort.MissingRecordId, DefectSort.ImpossibleDate] };

        var (generated, manifest) = await pipeline.IngestAsync(options, SmallChunks);

        var rejected = generated.Ledger.Where(entry => entry.IsBad).Select(entry => entry.RecordNumber).ToHashSet();
        var published = new ColumnChecksums(layout);
        published.AddCsv(Path.Combine(pipeline.SourceFolder, generated.FileName), number => !rejected.Contains(number));
        var accepted = new ColumnChecksums(layout);
        accepted.AddParts(pipeline.PathsOf(manifest.Parts), options.ProgramYear);
        Assert.True(manifest.Landed.Chunks.Length > 1 || generated.LengthBytes < 200_000);
        Assert.Equal(published.RowCount, accepted.RowCount);
        Assert.Equal(published.Sums, accepted.Sums);
    }

    [Fact]
    public async Task Bytes_DoNotDependOnParallelismRepetitionOrHeadStarts()
    {
        using var one = new Pipeline();
        using var other = new Pipeline();
        using var alone = new Pipeline();
        var options = GeneratorOptions.For(EraCatalog.Find("general-g3")) with { RecordCount = 3_000, BadShare = 0.01, Seed = 13 };
        var (generated, first) = await one.IngestAsync(options, SmallChunks);
        var path = Path.Combine(one.SourceFolder, generated.FileName);

        var again = await one.IngestAsync(path, SmallChunks, parallelism: 1);
        var elsewhere = await other.IngestAsync(path, SmallChunks, parallelism: 4, new LandingSlots(TakeSlotAsync, Count: 4, IsAlone: false));
        var whileLanding = await alone.IngestAsync(path, SmallChunks, parallelism: 2, new LandingSlots(TakeSlotAsync, Count: 2, IsAlone: true));

        Assert.Equal(first.Parts.Select(part => (part.Key, part.Sha256)), again.Parts.Select(part => (part.Key, part.Sha256)));
        Assert.Equal(first.Parts.Select(part => (part.Key, part.Sha256)), elsewhere.Parts.Select(part => (part.Key, part.Sha256)));
        Assert.Equal(first.Parts.Select(part => (part.Key, part.Sha256)), whileLanding.Parts.Select(part => (part.Key, part.Sha256)));
        Assert.Equal(await LakeDigest.ReadAsync(one.Store, TestContext.Current.CancellationToken), await LakeDigest.ReadAsync(other.Store, TestContext.Current.CancellationToken));
        Assert.True((await LakeVerifier.VerifyAsync(one.Store, cancellation: TestContext.Current.CancellationToken)).IsIntact);
        Assert.True((await LakeVerifier.VerifyAsync(alone.Store, cancellation: TestContext.Current.CancellationToken)).IsIntact);

        static Task<IDisposable> TakeSlotAsync(CancellationToken cancellation) => Task.FromResult<IDisposable>(new MemoryStream());
    }

    [Theory]
    [InlineData(Quoting.All, true, CompressionCodec.Zstd)]
    [InlineData(Quoting.Cms, true, CompressionCodec.Snappy)]
    public async Task QuotingLineEndsAndCodec_DoNotChangeTheRows(Quoting quoting, bool useCrLf, CompressionCodec codec)
    {
        using var pipeline = new Pipeline();
        var layout = EraCatalog.Find("research-g3");
        var options = GeneratorOptions.For(layout) with { RecordCount = 500, Quoting = quoting, UseCrLf = useCrLf, Seed = 14 };

        var (generated, manifest) = await pipeline.IngestAsync(options, SmallChunks with { Codec = codec });

        var published = new ColumnChecksums(layout);
        published.AddCsv(Path.Combine(pipeline.SourceFolder, generated.FileName), _ => true);
        var accepted = new ColumnChecksums(layout);
        accepted.AddParts(pipeline.PathsOf(manifest.Parts), options.ProgramYear);
        Assert.Equal(published.Sums, accepted.Sums);
        Assert.Equal(Verdict.Pass, manifest.Validation.Verdict);
    }

    private static void AssertAccountedFor(GeneratedFile generated, FileManifest manifest)
    {
        var validation = manifest.Validation;
        Assert.DoesNotContain(validation.Checks, check => check.Verdict == Verdict.Fail);
        Assert.Equal(generated.RecordCount, validation.ScannedCount);
        Assert.Equal(generated.RecordCount - generated.BadCount, validation.AcceptedCount);
        Assert.Equal(generated.BadCount, validation.QuarantinedCount);
        Assert.Equal(
            generated.Amounts.Select(amount => (amount.Column, amount.GoodCents, amount.BadCents, amount.UnreadableCount)),
            validation.Amounts.Select(amount => (amount.Column, amount.AcceptedCents, amount.QuarantinedCents, amount.UnreadableCount)));
    }

    private static async Task<List<QuarantineRow>> ReadQuarantineAsync(Pipeline pipeline, FileManifest manifest)
    {
        var rows = new List<QuarantineRow>();
        foreach (var path in pipeline.PathsOf(manifest.QuarantineParts))
        {
            await using var part = File.OpenRead(path);
            rows.AddRange(await QuarantineReader.ReadAsync(part, TestContext.Current.CancellationToken));
        }

        return rows;
    }

    private static async Task<List<string>> SliceAsync(Pipeline pipeline, GeneratedFile generated, IEnumerable<LedgerEntry> entries)
    {
        var bytes = await File.ReadAllBytesAsync(Path.Combine(pipeline.SourceFolder, generated.FileName), TestContext.Current.CancellationToken);
        return [.. entries.Select(entry => Convert.ToHexString(bytes, (int)entry.OffsetBytes, entry.LengthBytes))];
    }
}
