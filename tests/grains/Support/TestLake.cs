using Microsoft.Extensions.DependencyInjection;
using OpenPayments.GrainInterfaces;
using OpenPayments.Grains.Cluster;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Silo;

namespace OpenPayments.Grains.Tests.Support;

/// <summary>A lake folder of the test's own, and silos over it one after another.</summary>
internal sealed class TestLake : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("openpayments-");

    public string Path => _folder.FullName;

    public Task<EmbeddedSilo> StartAsync(FakeStages stages, Action<IServiceCollection>? configure = null, int parallelism = 2) =>
        EmbeddedSilo.StartAsync(Options(parallelism), services => Configure(services, stages, configure));

    public EmbeddedSilo Prepare(FakeStages stages) => EmbeddedSilo.Prepare(Options(parallelism: 2), services => Configure(services, stages, null));

    public void Dispose() => _folder.Delete(recursive: true);

    private static void Configure(IServiceCollection services, FakeStages stages, Action<IServiceCollection>? configure)
    {
        services.AddSingleton<IFileStages>(stages);
        services.AddSingleton<IRunRecorder>(stages);
        services.Configure<CoordinatorOptions>(options => options.PulsePeriod = TimeSpan.FromMilliseconds(50));
        configure?.Invoke(services);
    }

    private EmbeddedSiloOptions Options(int parallelism) => new() { LakePath = Path, Parallelism = parallelism };
}

internal static class RunExtensions
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Starts a run and waits for its end.</summary>
    public static async Task<YearResult> RunAsync(this IGrainFactory grains, IngestRequest request)
    {
        var year = grains.GetYear(request.Files[0].Id.ProgramYear);
        await year.StartAsync(request);
        return await year.EndAsync(request.RunId);
    }

    public static async Task<YearResult> EndAsync(this IYearGrain year, string runId)
    {
        await year.UntilAsync(progress => progress.RunId == runId && progress.Stage == RunStage.Finished);
        return (await year.GetResultAsync())!;
    }

    public static async Task<YearProgress> UntilAsync(this IYearGrain year, Func<YearProgress, bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var progress = await TryGetProgressAsync(year);
            if (progress is not null && condition(progress)) return progress;
            if (patience.IsCancellationRequested) throw new TimeoutException($"Still {progress}: {string.Join("; ", progress?.Files ?? [])}");
            await Task.Delay(10);
        }
    }

    /// <summary>Null when the question got lost with a silo: it changes nothing, so it is asked again.</summary>
    private static async Task<YearProgress?> TryGetProgressAsync(IYearGrain year)
    {
        try
        {
            return await year.GetProgressAsync();
        }
        catch (Exception e) when (SiloLoss.Explains(e))
        {
            return null;
        }
    }

    public static FileStatus Of(this YearResult result, FileId id) => result.Files.Single(file => file.Progress.Id == id);
}
