using System.Collections.Immutable;
using System.Text.Json;
using OpenPayments.Generator;
using OpenPayments.Generator.Defects;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Profiles;
using OpenPayments.Ingestion.Quarantine.Ledger;
using OpenPayments.Ingestion.Quarantine.Replay;
using OpenPayments.Ingestion.Rules;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Sources;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Pipeline.Tests.Profiles;

/// <summary>The profile of a file that went through all stages, figure by figure against a count in full.</summary>
public sealed class FileProfileTests
{
    private static readonly IngestionSettings SmallChunks = new() { ChunkSizeBytes = 200_000 };

    public static TheoryData<string> Samples => [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "samples"), "*.csv").Order(StringComparer.Ordinal)];

    public static TheoryData<string> Eras => [.. EraCatalog.Eras.Select(era => era.EraId)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task ProfileOfASample_IsWhatAnIndependentReaderCounts(string path)
    {
        using var pipeline = new Pipeline();

        var manifest = await pipeline.IngestAsync(path, new IngestionSettings { ChunkSizeBytes = 100_000 });

        new ExactColumns(path, manifest.Landed.Layout, _ => true).AssertAgrees(await ReadAsync(pipeline, manifest));
    }

    [Theory]
    [MemberData(nameof(Eras))]
    public async Task ProfileOfAGeneratedFile_IsWhatAnIndependentReaderCounts_OfItsAcceptedRecords(string eraId)
    {
        using var pipeline = new Pipeline();
        var options = GeneratorOptions.For(EraCatalog.Find(eraId)) with
        {
            // Only defects that leave the quoting whole, so that the independent reader sees the same records.
            RecordCount = 1_500, OddityShare = 0.03, QuotedNewlineShare = 0.05, Seed = 31, BadShare = 0.03, Defects = [DefectSort.OtherProgramYear, DefectSort.MissingRecordId, DefectSort.ImpossibleDate],
        };

        var (generated, manifest) = await pipeline.IngestAsync(options, SmallChunks);

        var rejected = generated.Ledger.Where(entry => entry.IsBad).Select(entry => entry.RecordNumber).ToHashSet();
        new ExactColumns(Path.Combine(pipeline.SourceFolder, generated.FileName), manifest.Landed.Layout, number => !rejected.Contains(number))
            .AssertAgrees(await ReadAsync(pipeline, manifest));
    }

    [Fact]
    public async Task Profiles_DoNotDependOnParallelismRepetitionOrChunkOrder()
    {
        using var one = new Pipeline();
        using var other = new Pipeline();
        var (generated, manifest) = await one.IngestAsync(Options with { RecordCount = 3_000 }, SmallChunks);
        var first = ProfileObjects(one);
        var path = Path.Combine(one.SourceFolder, generated.FileName);

        await one.IngestAsync(path, SmallChunks, parallelism: 1);
        await other.IngestAsync(path, SmallChunks, parallelism: 4);

        Assert.Equal(manifest.Parts.Count() + 1, first.Count);
        Assert.Equal(first, ProfileObjects(one));
        Assert.Equal(first, ProfileObjects(other));
    }

    [Fact]
    public async Task RecordsThatAReplayLetsOut_AreInTheProfile()
    {
        using var pipeline = new Pipeline();
        using var lenient = new Pipeline();
        var rules = ImmutableSortedDictionary<string, Severity>.Empty.Add("required-value", Severity.Warn);
        var (generated, manifest) = await pipeline.IngestAsync(Options with { BadShare = 0.1 }, SmallChunks);
        var expected = await lenient.IngestAsync(Path.Combine(pipeline.SourceFolder, generated.FileName), SmallChunks with { RuleSeverities = rules });
        var before = await ReadAsync(pipeline, manifest);

        await new QuarantineReplayer(pipeline.Store, TimeProvider.System, parallelism: 2)
            .ReplayAsync(new QuarantineFilter(), RuleSet.Create(rules), CompressionCodec.Zstd, "a test", cancellation: Cancellation);

        var after = await ReadAsync(pipeline, manifest);
        Assert.True(after.RowCount > before.RowCount);
        Assert.Equal(ToJson((await ReadAsync(lenient, expected)).Columns.Select(Certain)), ToJson(after.Columns.Select(Certain)));

        // Where a value is the most frequent depends on the part; all else does not.
        static ColumnProfile Certain(ColumnProfile column) => column.DistinctError == 0 ? column : column with { TopValues = [] };
    }

    [Fact]
    public async Task FileWithoutSketches_HasNoProfile_UntilItIsIngestedAgain()
    {
        using var pipeline = new Pipeline();
        var (generated, manifest) = await pipeline.IngestAsync(Options, SmallChunks);
        foreach (var path in Directory.GetFiles(pipeline.Store.PathOf("metadata/profiles"), "*", SearchOption.AllDirectories)) File.Delete(path);

        Assert.Null(await new FileProfiles(pipeline.Store).ReadAsync(manifest.Landed.Id, Cancellation));
        Assert.Null(await new FileProfiles(pipeline.Store).WriteAsync(manifest, Cancellation));

        await pipeline.IngestAsync(Path.Combine(pipeline.SourceFolder, generated.FileName), SmallChunks);
        Assert.NotNull(await new FileProfiles(pipeline.Store).ReadAsync(manifest.Landed.Id, Cancellation));
    }

    [Fact]
    public async Task KeptProfileOfOtherParts_IsNotShown()
    {
        using var pipeline = new Pipeline();
        var (generated, manifest) = await pipeline.IngestAsync(Options, SmallChunks);
        var published = await ReadAsync(pipeline, manifest);
        var source = Assert.Single((await SourceFinder.FindAsync([Path.Combine(pipeline.SourceFolder, generated.FileName)], SourceFilter.All, Cancellation)).Files);

        // Ingested again by other rules, and not published: what is kept is of those parts.
        var settings = SmallChunks with { RuleSeverities = ImmutableSortedDictionary<string, Severity>.Empty.Add("amount-zero", Severity.Reject).Add("npi-check-digit", Severity.Reject) };
        var landed = await pipeline.Stages.LandAsync(source, settings, null, null, Cancellation);
        var chunks = await Task.WhenAll(landed.Chunks.Select(chunk => pipeline.Stages.ProcessChunkAsync(landed, chunk.Index, settings, null, Cancellation)));
        await pipeline.Stages.ValidateAsync(landed, chunks, settings, Cancellation);

        var staged = (await new FileManifests(pipeline.Store, isStaged: true).ReadAsync(landed.Id, Cancellation))!;
        Assert.NotEqual(published.RowCount, (await new FileProfiles(pipeline.Store).ReadAsync(staged, Cancellation))!.RowCount);
        Assert.Equal(ToJson(published), ToJson(await ReadAsync(pipeline, manifest)));
    }

    [Fact]
    public async Task DamagedSketches_AreNamed_WithWhatToDo()
    {
        using var pipeline = new Pipeline();
        var (_, manifest) = await pipeline.IngestAsync(Options, SmallChunks);
        var key = LakeKeys.PartSketches(manifest.Parts.First().Key);
        var bytes = await File.ReadAllBytesAsync(pipeline.Store.PathOf(key), Cancellation);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(pipeline.Store.PathOf(key), bytes, Cancellation);

        var failure = await Assert.ThrowsAsync<StoreException>(() => new FileProfiles(pipeline.Store).WriteAsync(manifest, Cancellation));

        Assert.Contains(key, failure.Message, StringComparison.Ordinal);
        Assert.Contains("--force", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ProfileOfAFileWithoutAcceptedRows_HasItsColumns()
    {
        using var pipeline = new Pipeline();
        var (_, manifest) = await pipeline.IngestAsync(Options with { RecordCount = 20, BadShare = 1, Defects = [DefectSort.MissingRecordId] }, SmallChunks);

        var profile = await ReadAsync(pipeline, manifest);

        Assert.Equal((0, manifest.Landed.Layout.Columns.Length - 1), (profile.RowCount, profile.Columns.Length));
        Assert.All(profile.Columns, column => Assert.Equal((0, 0, 0, null), (column.ValueCount, column.NullCount, column.DistinctCount, column.Min)));
    }

    private static GeneratorOptions Options => GeneratorOptions.For(EraCatalog.Find("general-g3")) with { RecordCount = 900, OddityShare = 0.1, Seed = 32 };

    private static string ToJson<T>(T document) => JsonSerializer.Serialize(document, LakeJson.Indented);

    private static SortedDictionary<string, string> ProfileObjects(Pipeline pipeline)
    {
        var folder = pipeline.Store.PathOf("metadata/profiles");
        return new(Directory.GetFiles(folder, "*", SearchOption.AllDirectories).ToDictionary(path => Path.GetRelativePath(folder, path), path => Convert.ToHexString(File.ReadAllBytes(path))));
    }

    private static async Task<FileProfile> ReadAsync(Pipeline pipeline, FileManifest manifest)
    {
        var profile = await new FileProfiles(pipeline.Store).ReadAsync(manifest.Landed.Id, Cancellation);
        Assert.NotNull(profile);
        return profile;
    }
}
