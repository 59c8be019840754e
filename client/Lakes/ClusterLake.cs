using System.Collections.Immutable;
using OpenPayments.GrainInterfaces;
using OpenPayments.GrainInterfaces.States;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Stores;
using OpenPayments.Silo;
using OpenPayments.Silo.Settings;
using OpenPayments.Storage;
using OpenPayments.Storage.S3;

namespace OpenPayments.Client.Lakes;

/// <summary>The lake of a cluster. Where it is, the cluster says; state is read through its grains.</summary>
public sealed class ClusterLake : LakeConnection
{
    private readonly ClusterClient _client;
    private readonly ClusterDescription _cluster;

    private ClusterLake(ClusterClient client, ClusterDescription cluster, IObjectStore store, S3StoreOptions s3) : base(store, new S3Sources(s3))
    {
        _client = client;
        _cluster = cluster;
    }

    public override bool GoesOnAlone => true;

    /// <param name="lake">What the user said of the lake; it must be the cluster's.</param>
    public static async Task<ClusterLake> OpenAsync(ClusterConnection connection, string? lake, CancellationToken cancellation)
    {
        var client = await ClusterClient.ConnectAsync(connection, cancellation);
        try
        {
            var cluster = client.Description;
            var wanted = lake is null || ObjectStores.IsRemote(lake) ? lake?.TrimEnd('/') : Path.GetFullPath(lake);
            if (wanted is not null && wanted != cluster.Lake)
                throw new InputException($"Cluster {connection.ClusterId} works on the lake {cluster.Lake}, not on {wanted}: leave --lake and $OPENPAYMENTS_LAKE away, or name the cluster of that lake.");
            if (!ObjectStores.IsRemote(cluster.Lake) && !Directory.Exists(cluster.Lake))
                throw new InputException($"The lake of cluster {connection.ClusterId} is the folder {cluster.Lake} of its silos, which is not on this machine: run the command where it is.");
            var store = ObjectStores.Open(cluster.Lake, connection.S3);
            await LakeCheck.RunAsync(store, cancellation);
            return new ClusterLake(client, cluster, store, connection.S3);
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    public override WriterDescription? FindWriter() => new(null, null, _cluster.ClusterId, _cluster.Silos.Length);

    public override async Task<IReadOnlyList<FileMemory>> ReadFilesAsync(IReadOnlyCollection<FileId>? files, CancellationToken cancellation)
    {
        files ??= await ListFilesAsync();
        var states = await Task.WhenAll(files.Select(async file => (Id: file, State: await _client.Grains.GetFile(file).GetState())));
        return [.. states.Where(file => file.State.Work is not null).Select(file => new FileMemory(file.Id, file.State, TimeOf(file.State)))];
    }

    public override IReadOnlySet<int> FindBrokenOffYears() => ImmutableHashSet<int>.Empty;

    public override Task<IGrainFactory> OpenGrainsAsync(int parallelism, CancellationToken cancellation) => Task.FromResult(_client.Grains);

    public override ValueTask DisposeAsync() => _client.DisposeAsync();

    private async Task<IReadOnlyCollection<FileId>> ListFilesAsync()
    {
        var years = await _client.Grains.GetCatalog().GetYearsAsync();
        var states = await Task.WhenAll(years.Select(year => _client.Grains.GetYear(year.ProgramYear).GetState()));
        return [.. states.SelectMany(year => year.Files).Select(file => file.Progress.Id).Distinct()];
    }

    private static DateTimeOffset TimeOf(FileState state) => state.FinishedAt ?? state.LandedAt ?? state.StartedAt ?? DateTimeOffset.UtcNow;
}
