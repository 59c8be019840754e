using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Sources;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Benchmarks.Chunks;

/// <summary>Finds and lands one file as an ingest does, without its coordinators.</summary>
internal static class SourceLanding
{
    public static async Task<SourceFile> FindAsync(string path, CancellationToken cancellation) =>
        (await SourceFinder.FindAsync([path], SourceFilter.All, cancellation)).Files.Single();

    public static async Task<LandedFile> LandAsync(IObjectStore store, SourceFile file, CancellationToken cancellation)
    {
        await using var bytes = File.OpenRead(file.Path);
        return await new Lander(store).LandAsync(file, bytes, new IngestionSettings(), null, cancellation);
    }
}
