using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OpenPayments.Orleans.Sqlite;
using Orleans.Runtime.Hosting;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace Orleans.Hosting;

public static class SqliteSiloBuilderExtensions
{
    /// <summary>Keeps the state of grains that name this provider in a SQLite file.</summary>
    public static ISiloBuilder AddSqliteGrainStorage(this ISiloBuilder silo, string name, Action<SqliteGrainStorageOptions> configure)
    {
        silo.Services.TryAddSingleton<StateDatabases>();
        silo.Services.AddOptions<SqliteGrainStorageOptions>(name).Configure(configure);
        silo.Services.AddTransient<IPostConfigureOptions<SqliteGrainStorageOptions>, DefaultStorageProviderSerializerOptionsConfigurator<SqliteGrainStorageOptions>>();
        silo.Services.AddGrainStorage(name, CreateStorage);
        return silo;
    }

    /// <summary>Keeps reminders in a SQLite file, which may be that of the grain storage.</summary>
    public static ISiloBuilder UseSqliteReminderService(this ISiloBuilder silo, Action<SqliteReminderOptions> configure)
    {
        silo.AddReminders();
        silo.Services.TryAddSingleton<StateDatabases>();
        silo.Services.Configure(configure);
        silo.Services.AddSingleton<IReminderTable>(services => new SqliteReminderTable(
            services.GetRequiredService<StateDatabases>().Open(services.GetRequiredService<IOptions<SqliteReminderOptions>>().Value.DatabasePath)));
        return silo;
    }

    private static SqliteGrainStorage CreateStorage(IServiceProvider services, string name)
    {
        var options = services.GetRequiredService<IOptionsMonitor<SqliteGrainStorageOptions>>().Get(name);
        return new SqliteGrainStorage(
            services.GetRequiredService<StateDatabases>().Open(options.DatabasePath),
            options.GrainStorageSerializer,
            services.GetRequiredService<IActivatorProvider>(),
            services.GetRequiredService<TimeProvider>());
    }
}
