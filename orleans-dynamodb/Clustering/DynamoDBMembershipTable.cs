using System.Globalization;
using Amazon.DynamoDBv2.Model;
using Microsoft.Extensions.Options;
using OpenPayments.Orleans.DynamoDB;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Orleans.Clustering.DynamoDB;

/// <summary>
/// The silos of a cluster, in the rows of the official package Microsoft.Orleans.Clustering.DynamoDB. Every insert and update moves the
/// version row along in one transaction, so the versions order all changes; a heartbeat is one blind write beside them.
/// </summary>
internal sealed class DynamoDBMembershipTable(IOptions<DynamoDBClusteringOptions> options, IOptions<ClusterOptions> cluster) : IMembershipTable
{
    private const int MaxReads = 50;

    private readonly DynamoDBTable _table = new(options.Value);
    private readonly string _clusterId = cluster.Value.ClusterId;

    public async Task InitializeMembershipTableAsync(bool tryInitTableVersion, CancellationToken cancellationToken = default)
    {
        await _table.OpenAsync(MembershipRow.Schema, cancellationToken);
        if (tryInitTableVersion) await _table.InsertAsync(MembershipRow.FirstVersion(_clusterId), MembershipRow.DeploymentId, cancellationToken);
    }

    public async Task<MembershipTableData> ReadRowAsync(SiloAddress key, CancellationToken cancellationToken = default)
    {
        var rows = await _table.GetTogetherAsync([MembershipRow.Key(_clusterId, key), MembershipRow.VersionKey(_clusterId)], cancellationToken);
        var version = MembershipRow.ReadVersion(rows[1] ?? throw NoVersion());
        return rows[0] is { } row ? new MembershipTableData(MembershipRow.Read(row), version) : new MembershipTableData(version);
    }

    /// <summary>
    /// A query is no snapshot. But every change stamps its row with the version that it makes, so rows that are all of the version
    /// read before them, or older, are the table as it was at that version.
    /// </summary>
    public async Task<MembershipTableData> ReadAllAsync(CancellationToken cancellationToken = default)
    {
        for (var read = 1; read <= MaxReads; read++)
        {
            var version = MembershipRow.ReadVersion(await _table.GetAsync(MembershipRow.VersionKey(_clusterId), cancellationToken) ?? throw NoVersion());
            var rows = await _table.QueryAsync(MembershipRow.QueryOf(_clusterId), cancellationToken);
            if (rows.TrueForAll(row => (row.NumberOf(MembershipRow.MembershipVersion) ?? 0) <= version.Version))
                return new MembershipTableData([.. rows.Where(row => !MembershipRow.IsVersion(row)).Select(MembershipRow.Read)], version);
            await Task.Delay(Random.Shared.Next(5, 50), cancellationToken);
        }

        throw new DynamoDBException($"The silos of cluster {_clusterId} change too fast to read them from the DynamoDB table '{_table.Name}' ({_table.Place}): try again.");
    }

    public Task<bool> InsertRowAsync(MembershipEntry entry, TableVersion tableVersion, CancellationToken cancellationToken = default) =>
        WriteAsync(entry, expected: null, tableVersion, cancellationToken);

    /// <summary>Replaces the whole row, so that votes which the entry no longer has are gone from it too.</summary>
    public async Task<bool> UpdateRowAsync(MembershipEntry entry, string etag, TableVersion tableVersion, CancellationToken cancellationToken = default) =>
        Parse(etag) is { } expected && await WriteAsync(entry, expected, tableVersion, cancellationToken);

    public async Task UpdateIAmAliveAsync(MembershipEntry entry, CancellationToken cancellationToken = default)
    {
        var key = MembershipRow.Key(_clusterId, entry.SiloAddress);
        if (!await _table.TouchAsync(key, MembershipRow.Alive(entry.IAmAliveTime), MembershipRow.DeploymentId, cancellationToken))
            throw new DynamoDBException($"The silo {entry.SiloAddress} has no row in the DynamoDB table '{_table.Name}' ({_table.Place}): it was removed from cluster {_clusterId}; restart it.");
    }

    public async Task CleanupDefunctSiloEntriesAsync(DateTimeOffset beforeDate, CancellationToken cancellationToken = default)
    {
        var rows = await _table.QueryAsync(MembershipRow.QueryOf(_clusterId), cancellationToken);
        // Dead is for good: nothing about such a row changes between our reading and our deleting it.
        var defunct = rows.Where(row => !MembershipRow.IsVersion(row) && MembershipRow.IsDefunct(MembershipRow.Read(row), beforeDate));
        await _table.DeleteAllAsync(defunct.Select(MembershipRow.KeyOf), cancellationToken);
    }

    public async Task DeleteMembershipTableEntriesAsync(string clusterId, CancellationToken cancellationToken = default)
    {
        var rows = await _table.QueryAsync(MembershipRow.QueryOf(clusterId), cancellationToken);
        await _table.DeleteAllAsync(rows.Select(MembershipRow.KeyOf), cancellationToken);
    }

    // The names of before cancellation, which Orleans 10.4 no longer calls.
    public Task InitializeMembershipTable(bool tryInitTableVersion) => InitializeMembershipTableAsync(tryInitTableVersion);

    public Task DeleteMembershipTableEntries(string clusterId) => DeleteMembershipTableEntriesAsync(clusterId);

    public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => CleanupDefunctSiloEntriesAsync(beforeDate);

    public Task<MembershipTableData> ReadRow(SiloAddress key) => ReadRowAsync(key);

    public Task<MembershipTableData> ReadAll() => ReadAllAsync();

    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) => InsertRowAsync(entry, tableVersion);

    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) => UpdateRowAsync(entry, etag, tableVersion);

    public Task UpdateIAmAlive(MembershipEntry entry) => UpdateIAmAliveAsync(entry);

    /// <summary>The row of an entry and the version that this makes, both or neither; <paramref name="expected"/> is the row's etag, null for a new row.</summary>
    private async Task<bool> WriteAsync(MembershipEntry entry, int? expected, TableVersion next, CancellationToken cancellation)
    {
        // A version to write carries the etag of the one that it follows.
        if (Parse(next.VersionEtag) is not { } tableEtag) return false;
        var row = MembershipRow.Write(_clusterId, entry, next.Version, expected + 1 ?? 0);
        var version = MembershipRow.Version(next.Version, tableEtag + 1);
        return await _table.WriteTogetherAsync(
            token =>
            [
                new TransactWriteItem
                {
                    Put = expected is { } etag
                        ? _table.PutOf(row, token, MembershipRow.ETag, Items.Number(etag))
                        : _table.PutOf(row, token, MembershipRow.DeploymentId, expected: null),
                },
                new TransactWriteItem { Update = _table.UpdateOf(MembershipRow.VersionKey(_clusterId), version, token, MembershipRow.ETag, Items.Number(tableEtag)) },
            ],
            cancellation);
    }

    private static int? Parse(string? etag) =>
        int.TryParse(etag, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private DynamoDBException NoVersion() =>
        new($"The DynamoDB table '{_table.Name}' ({_table.Place}) knows no cluster {_clusterId}: its version row is missing. Start a silo of that cluster.");
}
