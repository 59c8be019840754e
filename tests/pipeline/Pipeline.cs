using System.Collections.Immutable;
using OpenPayments.Generator;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Sources;
using OpenPayments.Storage.Local;

namespace OpenPayments.Pipeline.Tests;

/// <summary>A lake in a temporary folder, and the life of a file in it without grains: the stages one after another.</summary>
internal sealed class Pipeline : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("openpayments-");

    public Pipeline()
    {
        Store = new LocalObjectStore(Path.Combine(_folder.FullName, "lake"));
        Stages = new FileStages(Store, TimeProvider.System);
    }

    public LocalObjectStore Store { get; }

    public FileStages Stages { get; }

    public string SourceFolder => Path.Combine(_folder.FullName, "source");

    /// <summary>Makes a file and ingests it; the source stays in <see cref="SourceFolder"/>.</summary>
    public async Task<(GeneratedFile Generated, FileManifest Manifest)> IngestAsync(GeneratorOptions options, IngestionSettings settings)
    {
        var generated = FileGenerator.Generate(options, SourceFolder);
        var manifest = await IngestAsync(Path.Combine(SourceFolder, generated.FileName), settings);
        return (generated, manifest);
    }

    public async Task<FileManifest> IngestAsync(string path, IngestionSettings settings, int parallelism = 2, LandingSlots? slots = null)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var source = Assert.Single((await SourceFinder.FindAsync([path], SourceFilter.All, cancellation)).Files);
        var landed = await Stages.LandAsync(source, settings, null, slots, cancellation);
        var results = new ChunkResult[landed.Chunks.Length];
        await Parallel.ForEachAsync(
            landed.Chunks,
            new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellation },
            async (chunk, token) => results[chunk.Index] = await Stages.ProcessChunkAsync(landed, chunk.Index, settings, null, token));
        var validation = await Stages.ValidateAsync(landed, results, settings, cancellation);
        return await Stages.PublishAsync(landed, results, validation, settings, "run-1", cancellation);
    }

    public ImmutableArray<string> PathsOf(IEnumerable<PartObject> parts) => [.. parts.Select(part => Store.PathOf(part.Key))];

    public void Dispose()
    {
        Stages.Dispose();
        _folder.Delete(recursive: true);
    }
}
