using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenPayments.Grains;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Sources;
using OpenPayments.Ingestion.Stores;
using OpenPayments.Storage.Local;
using OpenPayments.Storage.S3;

using Orleans.Hosting;

namespace OpenPayments.Silo;

/// <summary>The composition of the embedded mode: the same grains as everywhere, with this machine around them.</summary>
internal static class EmbeddedHost
{
    public static IHost Build(EmbeddedSiloOptions options, int siloPort, Action<IServiceCollection>? configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "openpayments" });
        Log(builder.Logging, options.LogLevel);
        builder.UseOrleans(silo =>
        {
            var statePath = LakeFolder.StatePath(options.LakePath);
            // No gateway: the only client lives in this process.
            silo.UseLocalhostClustering(siloPort, gatewayPort: 0, serviceId: "openpayments", clusterId: "embedded");
            silo.AddSqliteGrainStorage(CoordinatorOptions.StorageName, storage => storage.DatabasePath = statePath);
            silo.UseSqliteReminderService(reminders => reminders.DatabasePath = statePath);
            silo.AddOpenPaymentsGrains(options.Parallelism);
        });
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        configure?.Invoke(builder.Services);
        builder.Services.TryAddSingleton<IObjectStore>(_ => new LocalObjectStore(options.LakePath));
        builder.Services.TryAddSingleton<IRemoteSources>(_ => new S3Sources(S3StoreOptions.FromEnvironment()));
        builder.Services.TryAddSingleton<IFileStages, FileStages>();
        builder.Services.TryAddSingleton<IRunRecorder, RunRecorder>();
        return builder.Build();
    }

    private static void Log(ILoggingBuilder logging, LogLevel level)
    {
        logging.SetMinimumLevel(level);
        logging.AddSimpleConsole(console => console.SingleLine = true);
        logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        if (level <= LogLevel.Information) return;
        // What goes wrong with storage or a grain call comes back in words; its stack trace is for those who ask for details.
        logging.AddFilter("Orleans", LogLevel.None);
        logging.AddFilter("Polly", LogLevel.None);
        logging.AddFilter("OpenPayments.Orleans", LogLevel.None);
    }
}
