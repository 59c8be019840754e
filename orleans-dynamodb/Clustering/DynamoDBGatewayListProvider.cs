using Microsoft.Extensions.Options;
using OpenPayments.Orleans.DynamoDB;
using Orleans.Configuration;
using Orleans.Messaging;
using Orleans.Runtime;

namespace Orleans.Clustering.DynamoDB;

/// <summary>
/// The silos that take clients, by a query for the one cluster; the official package scans the whole table, with all clusters in it,
/// every minute and from every client.
/// </summary>
internal sealed class DynamoDBGatewayListProvider(
    IOptions<DynamoDBGatewayOptions> options, IOptions<ClusterOptions> cluster, IOptions<GatewayOptions> gateways) : IGatewayListProvider
{
    private readonly DynamoDBTable _table = new(options.Value);

    public TimeSpan MaxStaleness => gateways.Value.GatewayListRefreshPeriod;

    public bool IsUpdatable => true;

    public Task InitializeGatewayListProvider() => InitializeGatewayListProviderAsync(CancellationToken.None);

    public Task<IList<Uri>> GetGateways() => GetGatewaysAsync(CancellationToken.None);

    public Task InitializeGatewayListProviderAsync(CancellationToken cancellationToken) => _table.OpenAsync(MembershipRow.Schema, cancellationToken);

    public async Task<IList<Uri>> GetGatewaysAsync(CancellationToken cancellationToken)
    {
        var query = MembershipRow.QueryOf(cluster.Value.ClusterId);
        query.FilterExpression = $"{MembershipRow.Status} = :active AND {MembershipRow.ProxyPort} > :none";
        query.ExpressionAttributeValues[":active"] = Items.Number((int)SiloStatus.Active);
        query.ExpressionAttributeValues[":none"] = Items.Number(0);
        return [.. (await _table.QueryAsync(query, cancellationToken)).Select(MembershipRow.Gateway)];
    }
}
