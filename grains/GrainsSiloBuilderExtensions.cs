using Microsoft.Extensions.DependencyInjection;
using OpenPayments.GrainInterfaces;
using OpenPayments.Grains.Cluster;
using OpenPayments.Grains.Files;
using OpenPayments.Grains.Stages;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Storage;

namespace OpenPayments.Grains;

public static class GrainsSiloBuilderExtensions
{
    /// <summary>More chunks than are ever under way: finished ones are not asked again.</summary>
    private const int DirectoryCacheSize = 50_000;

    /// <summary>
    /// Everything that the coordinators need besides the world around them, which the host provides: IFileStages, a grain
    /// storage named <see cref="CoordinatorOptions.StorageName"/>, reminders and clustering. The same for every host.
    /// </summary>
    /// <param name="slotCount">How much stage work this silo does at a time.</param>
    public static ISiloBuilder AddOpenPaymentsGrains(this ISiloBuilder silo, int slotCount)
    {
        var services = silo.Services;
        services.AddSerializer(serializer => serializer.AddOpenPaymentsMessages());
        services.AddSingleton<IGrainStorageSerializer, LakeJsonStateSerializer>();
        services.AddOptions<CoordinatorOptions>();
        // Its room is taken at the start, by default for a million grains: nine megabytes twice.
        services.Configure<GrainDirectoryOptions>(directory => directory.CacheSize = DirectoryCacheSize);
        services.AddSingleton(new ChunkSlots(slotCount));
        services.AddSingleton<ClusterSlots>();
        services.AddSingleton<LandedFiles>();
        services.AddSingleton<ChunkResults>();
        services.AddSingleton<StageRunner>();
        services.AddSingleton<IWorkload>(provider => provider.GetRequiredService<StageRunner>());
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<StageRunner>());
        return silo;
    }

    /// <summary>What coordinators need besides when their silo is one of many: patience, and somebody who wakes them.</summary>
    public static ISiloBuilder AddOpenPaymentsCluster(this ISiloBuilder silo)
    {
        silo.Services.Configure<CoordinatorOptions>(options =>
        {
            options.CallPatience = TimeSpan.FromMinutes(2);
            options.ProgressPeriod = TimeSpan.FromSeconds(5);
            options.DrainPeriod = TimeSpan.FromSeconds(1);
        });
        silo.Services.AddSingleton<RunWatch>();
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<RunWatch>());
        return silo;
    }
}
