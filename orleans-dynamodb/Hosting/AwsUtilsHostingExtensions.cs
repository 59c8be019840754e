using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Clustering.DynamoDB;
using Orleans.Configuration;
using Orleans.Messaging;

namespace Orleans.Hosting;

/// <summary>Adds membership and gateways in DynamoDB.</summary>
public static class AwsUtilsHostingExtensions
{
    public static ISiloBuilder UseDynamoDBClustering(this ISiloBuilder builder, Action<DynamoDBClusteringOptions> configureOptions) =>
        builder.UseDynamoDBClustering((OptionsBuilder<DynamoDBClusteringOptions> options) => options.Configure(configureOptions));

    public static ISiloBuilder UseDynamoDBClustering(this ISiloBuilder builder, Action<OptionsBuilder<DynamoDBClusteringOptions>> configureOptions)
    {
        configureOptions?.Invoke(builder.Services.AddOptions<DynamoDBClusteringOptions>());
        builder.Services.ConfigureFormatter<DynamoDBClusteringOptions>();
        builder.Services.AddSingleton<IMembershipTable, DynamoDBMembershipTable>();
        return builder;
    }

    public static IClientBuilder UseDynamoDBClustering(this IClientBuilder builder, Action<DynamoDBGatewayOptions> configureOptions) =>
        builder.UseDynamoDBClustering((OptionsBuilder<DynamoDBGatewayOptions> options) => options.Configure(configureOptions));

    public static IClientBuilder UseDynamoDBClustering(this IClientBuilder builder, Action<OptionsBuilder<DynamoDBGatewayOptions>> configureOptions)
    {
        configureOptions?.Invoke(builder.Services.AddOptions<DynamoDBGatewayOptions>());
        builder.Services.ConfigureFormatter<DynamoDBGatewayOptions>();
        builder.Services.AddSingleton<IGatewayListProvider, DynamoDBGatewayListProvider>();
        return builder;
    }
}
