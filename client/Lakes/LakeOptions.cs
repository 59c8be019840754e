using System.CommandLine;
using OpenPayments.Client.Commands;
using OpenPayments.Client.Dev;
using OpenPayments.Client.Settings;
using OpenPayments.Ingestion;
using OpenPayments.Silo.Settings;
using OpenPayments.Storage;
using OpenPayments.Storage.Local;

namespace OpenPayments.Client.Lakes;

/// <summary>The options that say which lake a command is about, and who works on it.</summary>
public sealed class LakeOptions
{
    private readonly Option<string?> _lake = CommonOptions.Lake();
    private readonly Option<FileInfo?> _config = CommonOptions.Config();
    private readonly SettingOptions _connection = new(ClusterSettings.Connection, shown: [ClusterSettings.Cluster, ClusterSettings.Region]);

    public void AddTo(Command command)
    {
        command.Add(_lake);
        _connection.AddTo(command);
        command.Add(_config);
    }

    public ConfigFile ReadConfig(ParseResult result) => ConfigFile.ReadOrEmpty(result.GetValue(_config));

    /// <summary>The cluster that is named by option, environment or configuration; null for the embedded mode.</summary>
    public ClusterConnection? FindCluster(ParseResult result)
    {
        var config = ReadConfig(result);
        var values = SettingValues.Of(setting => _connection.Find(result, setting), config.Find);
        // The cluster that `dev up` has started says itself where its servers are.
        if (values.Find(ClusterSettings.Cluster) is { } name && DevState.Find(name) is { } dev)
            return dev.Complete(ClusterConnection.Find(SettingValues.Of(setting => _connection.Find(result, setting), setting => config.Find(setting) ?? dev.Find(setting)))!);
        return ClusterConnection.Find(values);
    }

    /// <summary>Opens a lake for reading. One that is not there is a mistake in the path, not an empty lake.</summary>
    public Task<LakeConnection> OpenAsync(ParseResult result, CancellationToken cancellation) => OpenAsync(result, mustExist: true, cancellation);

    /// <summary>Opens a lake that an ingest is about to fill, and perhaps to make.</summary>
    public Task<LakeConnection> OpenOrMakeAsync(ParseResult result, CancellationToken cancellation) => OpenAsync(result, mustExist: false, cancellation);

    private async Task<LakeConnection> OpenAsync(ParseResult result, bool mustExist, CancellationToken cancellation)
    {
        if (FindCluster(result) is { } cluster)
            return await ClusterLake.OpenAsync(cluster, result.GetValue(_lake) ?? CommonOptions.LakeOfEnvironment(), cancellation);
        var path = CommonOptions.ResolveLake(result.GetValue(_lake), ReadConfig(result));
        if (ObjectStores.IsRemote(path))
            throw new InputException($"The lake {path} is on S3, where only the silos of a cluster write: name the cluster with --cluster, or a folder with --lake.");
        return new EmbeddedLake(mustExist ? ExistingLake.Open(path) : new LocalObjectStore(path), TimeProvider.System);
    }
}
