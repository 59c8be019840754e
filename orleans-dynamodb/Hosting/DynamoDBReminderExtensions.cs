using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Reminders.DynamoDB;

namespace Orleans.Hosting;

/// <summary>Adds reminders in DynamoDB.</summary>
public static class DynamoDBServiceCollectionReminderExtensions
{
    public static IServiceCollection UseDynamoDBReminderService(this IServiceCollection services, Action<DynamoDBReminderStorageOptions> configure)
    {
        services.AddReminders();
        services.AddSingleton<IReminderTable, DynamoDBReminderTable>();
        services.Configure(configure);
        services.ConfigureFormatter<DynamoDBReminderStorageOptions>();
        return services;
    }
}

/// <summary>Adds reminders in DynamoDB.</summary>
public static class DynamoDBSiloBuilderReminderExtensions
{
    public static ISiloBuilder UseDynamoDBReminderService(this ISiloBuilder builder, Action<DynamoDBReminderStorageOptions> configure) =>
        builder.ConfigureServices(services => services.UseDynamoDBReminderService(configure));
}
