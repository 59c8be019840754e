using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenPayments.Orleans.DynamoDB;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Providers;
using Orleans.Storage;

[assembly: RegisterProvider("DynamoDB", "GrainStorage", "Silo", typeof(DynamoDBGrainStorageProviderBuilder))]
[assembly: RegisterProvider("DynamoDB", "Clustering", "Silo", typeof(DynamoDBClusteringProviderBuilder))]
[assembly: RegisterProvider("DynamoDB", "Clustering", "Client", typeof(DynamoDBClusteringProviderBuilder))]
[assembly: RegisterProvider("DynamoDB", "Reminders", "Silo", typeof(DynamoDBRemindersProviderBuilder))]

namespace Orleans.Hosting;

/// <summary><c>Orleans:GrainStorage:{name}:ProviderType=DynamoDB</c>.</summary>
internal sealed class DynamoDBGrainStorageProviderBuilder : IProviderBuilder<ISiloBuilder>
{
    public void Configure(ISiloBuilder builder, string? name, IConfigurationSection configurationSection) =>
        builder.AddDynamoDBGrainStorage(name!, (OptionsBuilder<DynamoDBStorageOptions> options) => options.Configure<IServiceProvider>((storage, services) =>
        {
            ConfigurationOptions.Read(storage, configurationSection);
            storage.ServiceId = ConfigurationOptions.Text(configurationSection, "ServiceId") ?? storage.ServiceId;
            storage.DeleteStateOnClear = ConfigurationOptions.Parse<bool>(configurationSection, "DeleteStateOnClear") ?? storage.DeleteStateOnClear;
            storage.TimeToLive = ConfigurationOptions.Parse<TimeSpan>(configurationSection, "TimeToLive") ?? storage.TimeToLive;
            if (ConfigurationOptions.Text(configurationSection, "SerializerKey") is { } key)
                storage.GrainStorageSerializer = services.GetRequiredKeyedService<IGrainStorageSerializer>(key);
        }));
}

/// <summary><c>Orleans:Clustering:ProviderType=DynamoDB</c>, of a silo or a client.</summary>
internal sealed class DynamoDBClusteringProviderBuilder : IProviderBuilder<ISiloBuilder>, IProviderBuilder<IClientBuilder>
{
    public void Configure(ISiloBuilder builder, string? name, IConfigurationSection configurationSection) =>
        builder.UseDynamoDBClustering((DynamoDBClusteringOptions options) => ConfigurationOptions.Read(options, configurationSection));

    public void Configure(IClientBuilder builder, string? name, IConfigurationSection configurationSection) =>
        builder.UseDynamoDBClustering((DynamoDBGatewayOptions options) => ConfigurationOptions.Read(options, configurationSection));
}

/// <summary><c>Orleans:Reminders:ProviderType=DynamoDB</c>.</summary>
internal sealed class DynamoDBRemindersProviderBuilder : IProviderBuilder<ISiloBuilder>
{
    public void Configure(ISiloBuilder builder, string? name, IConfigurationSection configurationSection) =>
        builder.UseDynamoDBReminderService(options => ConfigurationOptions.Read(options, configurationSection));
}
