using System.Globalization;
using OpenPayments.Ingestion.Runs;

namespace OpenPayments.GrainInterfaces;

/// <summary>Grains by the field's own ids, so that keys are spelled in one place.</summary>
public static class GrainFactoryExtensions
{
    public static IYearGrain GetYear(this IGrainFactory grains, int programYear) =>
        grains.GetGrain<IYearGrain>(programYear.ToString(CultureInfo.InvariantCulture));

    public static IFileGrain GetFile(this IGrainFactory grains, FileId file) => grains.GetGrain<IFileGrain>(file.ToString());

    public static IChunkGrain GetChunk(this IGrainFactory grains, ChunkId chunk) => grains.GetGrain<IChunkGrain>(chunk.ToString());

    public static ICatalogGrain GetCatalog(this IGrainFactory grains) => grains.GetGrain<ICatalogGrain>(ICatalogGrain.Key);

    public static IClusterGrain GetCluster(this IGrainFactory grains) => grains.GetGrain<IClusterGrain>(IClusterGrain.Key);
}
