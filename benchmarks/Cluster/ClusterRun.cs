using System.Diagnostics;
using OpenPayments.Client.Lakes;
using OpenPayments.GrainInterfaces;
using OpenPayments.Grains.Cluster;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Sources;
using OpenPayments.Tests.Servers;

namespace OpenPayments.Benchmarks.Cluster;

/// <summary>One file through a cluster whose S3 takes a while for every part: chunks then wait, as they would on machines of their own.</summary>
internal sealed class ClusterRun(LocalCluster cluster, ClusterClient client, SourceFile file, int chunkSizeBytes)
{
    private static readonly TimeSpan LookPeriod = TimeSpan.FromMilliseconds(50);

    private readonly List<(string Path, long Start)> _parts = [];

    public IYearGrain Year => client.Grains.GetYear(file.Id.ProgramYear);

    /// <summary>Writes of parts so far, with the moment when each came, in their order.</summary>
    public IReadOnlyList<(string Path, long Start)> Parts
    {
        get
        {
            lock (_parts) return [.. _parts];
        }
    }

    public int ChunkCount { get; private set; }

    public async Task StartAsync(TimeSpan latency)
    {
        cluster.S3.Before = request =>
        {
            if (request.Method != "PUT" || !request.Path.Contains("/staging/", StringComparison.Ordinal) || !request.Path.EndsWith(".parquet", StringComparison.Ordinal)) return Task.CompletedTask;
            lock (_parts) _parts.Add((request.Path, Stopwatch.GetTimestamp()));
            return Task.Delay(latency);
        };
        await Year.StartAsync(new IngestRequest(Guid.NewGuid().ToString("N"), [file], new IngestionSettings { ChunkSizeBytes = chunkSizeBytes }, Force: false));
    }

    public async Task EndAsync(CancellationToken cancellation)
    {
        while (await TryGetResultAsync() is var result)
        {
            if (result is { Outcome: RunOutcome.Succeeded }) break;
            if (result is not null) throw new InvalidOperationException($"The run ended as {result.Outcome}: {string.Join("; ", result.Files.Select(entry => entry.Progress.Error))}");
            await Task.Delay(LookPeriod, cancellation);
        }

        ChunkCount = (await client.Grains.GetFile(file.Id).GetState()).ChunkCount;
    }

    /// <summary>Null also while a silo that was asked is gone.</summary>
    private async Task<YearResult?> TryGetResultAsync()
    {
        try
        {
            return await Year.GetResultAsync();
        }
        catch (Exception e) when (SiloLoss.Explains(e))
        {
            return null;
        }
    }
}
