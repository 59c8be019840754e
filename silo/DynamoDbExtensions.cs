using OpenPayments.Grains;
using OpenPayments.Silo.Settings;
using Orleans.Configuration;
using Orleans.Hosting;

namespace OpenPayments.Silo;

/// <summary>
/// DynamoDB as Orleans' providers take it. Tables are paid for by request, and one that is there is left as it is: the
/// provider's own default would switch it to a provisioned capacity that is soon used up.
/// </summary>
public static class DynamoDbExtensions
{
    internal static ISiloBuilder UseOpenPaymentsDynamoDb(this ISiloBuilder silo, ClusterConnection connection) => silo
        .UseDynamoDBClustering(table =>
        {
            (table.Service, table.TableName, table.CreateIfNotExists) = (connection.DynamoDbService, connection.SilosTable, connection.CreateTables);
            (table.UpdateIfExists, table.UseProvisionedThroughput) = (false, false);
        })
        .AddDynamoDBGrainStorage(CoordinatorOptions.StorageName, table =>
        {
            (table.Service, table.TableName, table.CreateIfNotExists) = (connection.DynamoDbService, connection.GrainStateTable, connection.CreateTables);
            (table.UpdateIfExists, table.UseProvisionedThroughput) = (false, false);
            table.ServiceId = connection.ServiceId;
        })
        .UseDynamoDBReminderService(table =>
        {
            (table.Service, table.TableName, table.CreateIfNotExists) = (connection.DynamoDbService, connection.RemindersTable, connection.CreateTables);
            (table.UpdateIfExists, table.UseProvisionedThroughput) = (false, false);
        });

    /// <summary>For clients: the gateways of the cluster's silos. A client makes no tables.</summary>
    public static IClientBuilder UseOpenPaymentsDynamoDb(this IClientBuilder client, ClusterConnection connection) =>
        client.UseDynamoDBClustering(table =>
        {
            (table.Service, table.TableName) = (connection.DynamoDbService, connection.SilosTable);
            (table.CreateIfNotExists, table.UpdateIfExists) = (false, false);
        });
}
