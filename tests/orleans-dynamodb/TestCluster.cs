using System.Net;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Clustering.DynamoDB;
using Orleans.Configuration;
using Orleans.Messaging;
using Orleans.Runtime;

namespace OpenPayments.Orleans.DynamoDB.Tests;

/// <summary>Handles on the membership of clusters, as their silos and clients would have them.</summary>
internal sealed class TestCluster(string url, string? tableName = null)
{
    public static DateTime Now { get; } = new(2026, 11, 23, 1, 2, 3, 456, DateTimeKind.Utc);

    public string TableName { get; } = tableName ?? LocalDynamoDB.NewName("OrleansSilos");

    public static async Task<IMembershipTable> OpenAsync(string url) => await new TestCluster(url).SiloAsync();

    public async Task<IMembershipTable> SiloAsync(string clusterId = "cluster")
    {
        var table = new DynamoDBMembershipTable(
            Options.Create(new DynamoDBClusteringOptions { Service = url, TableName = TableName }),
            Options.Create(new ClusterOptions { ClusterId = clusterId, ServiceId = "svc" }));
        await table.InitializeMembershipTableAsync(tryInitTableVersion: true);
        return table;
    }

    public async Task<IGatewayListProvider> ClientAsync(string clusterId = "cluster")
    {
        var gateways = new DynamoDBGatewayListProvider(
            Options.Create(new DynamoDBGatewayOptions { Service = url, TableName = TableName }),
            Options.Create(new ClusterOptions { ClusterId = clusterId, ServiceId = "svc" }),
            Options.Create(new GatewayOptions()));
        await gateways.InitializeGatewayListProviderAsync(CancellationToken.None);
        return gateways;
    }

    public static SiloAddress Address(int port, int generation = 1) => SiloAddress.New(IPAddress.Loopback, port, generation);

    public static MembershipEntry Entry(int port, SiloStatus status = SiloStatus.Active, int generation = 1, int proxyPort = 30000) => new()
    {
        SiloAddress = Address(port, generation),
        HostName = "host",
        SiloName = $"silo-{port}",
        Status = status,
        ProxyPort = proxyPort,
        StartTime = Now,
        IAmAliveTime = Now,
    };

    /// <summary>What must be equal for two entries to say the same.</summary>
    public static string Text(MembershipEntry entry) =>
        string.Join(' ', entry.SiloAddress.ToParsableString(), entry.HostName, entry.SiloName, entry.Status, entry.ProxyPort, entry.StartTime.Ticks, entry.IAmAliveTime.Ticks,
            string.Join(',', entry.SuspectTimes?.Select(vote => $"{vote.Item1.ToParsableString()} {vote.Item2.Ticks}") ?? []));

    public static string Text(MembershipTableData data) =>
        $"{data.Version.Version} {data.Version.VersionEtag}: {string.Join("; ", data.Members.OrderBy(member => member.Item1.SiloAddress.ToParsableString(), StringComparer.Ordinal).Select(member => $"{member.Item2} {Text(member.Item1)}"))}";
}

internal static class MembershipTableSteps
{
    /// <summary>Inserts at the table's current version.</summary>
    public static async Task<bool> InsertAsync(this IMembershipTable table, MembershipEntry entry) =>
        await table.InsertRowAsync(entry, (await table.ReadAllAsync()).Version.Next());

    /// <summary>Changes a row at the table's current version.</summary>
    public static async Task<bool> ChangeAsync(this IMembershipTable table, SiloAddress silo, Action<MembershipEntry> change)
    {
        var data = await table.ReadRowAsync(silo);
        var (entry, etag) = data.Members.Single();
        change(entry);
        return await table.UpdateRowAsync(entry, etag, data.Version.Next());
    }

    public static async Task<MembershipEntry> EntryAsync(this IMembershipTable table, SiloAddress silo) =>
        (await table.ReadRowAsync(silo)).Members.Single().Item1;
}
