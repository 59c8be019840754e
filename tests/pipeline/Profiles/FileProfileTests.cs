using OpenPayments.Generator;
using OpenPayments.Generator.Defects;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Profiles;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;
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

    private static async Task<FileProfile> ReadAsync(Pipeline pipeline, FileManifest manifest)
    {
        var profile = await new FileProfiles(pipeline.Store).ReadAsync(manifest.Landed.Id, Cancellation);
        Assert.NotNull(profile);
        return profile;
    }
}
