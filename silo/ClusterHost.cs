using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenPayments.Grains;
using OpenPayments.Grains.Cluster;
using OpenPayments.Grains.Stages;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Stores;
using OpenPayments.Silo.Ecs;
using OpenPayments.Silo.Membership;
using OpenPayments.Silo.Settings;
using OpenPayments.Silo.Web;
using OpenPayments.Storage.S3;
using Orleans.Configuration;
using SiloOptions = OpenPayments.Silo.Settings.SiloOptions;
using Orleans.Dashboard;
using Orleans.Hosting;

namespace OpenPayments.Silo;

/// <summary>The composition of the cluster mode: the same grains as everywhere, with DynamoDB, the shared lake and the web around them.</summary>
internal static class ClusterHost
{
    public static WebApplication Build(SiloOptions options, SiloIdentity identity, IPAddress address, IObjectStore store)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "openpayments" });
        builder.Configuration.AddEnvironmentVariables();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(options.WebAddress, options.WebPort));
        Log(builder.Logging, builder.Configuration);
        AddSilo(builder, options, identity, address);
        AddStages(builder.Services, identity, store, options.Connection.S3);
        AddProtection(builder.Services);
        builder.Services.AddRoutingCore();
        // Signals are the program's business, not this host's.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = SiloProgram.StopLimit);
        var app = builder.Build();
        Map(app, new DashboardAccess(options.DashboardToken));
        return app;
    }

    private static void AddSilo(WebApplicationBuilder builder, SiloOptions options, SiloIdentity identity, IPAddress address) => builder.UseOrleans(silo =>
    {
        silo.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (options.Connection.ClusterId, options.Connection.ServiceId));
        silo.Configure<global::Orleans.Configuration.SiloOptions>(named => named.SiloName = identity.ToString());
        silo.Configure<EndpointOptions>(endpoints =>
        {
            (endpoints.AdvertisedIPAddress, endpoints.SiloPort, endpoints.GatewayPort) = (address, options.SiloPort, options.GatewayPort);
            var listening = ListeningAddress(address);
            endpoints.SiloListeningEndpoint = new IPEndPoint(listening, options.SiloPort);
            endpoints.GatewayListeningEndpoint = new IPEndPoint(listening, options.GatewayPort);
        });
        silo.Configure<ClusterMembershipOptions>(MembershipTuning.Configure);
        silo.UseOpenPaymentsDynamoDb(options.Connection);
        silo.AddOpenPaymentsGrains(options.Slots);
        silo.AddOpenPaymentsCluster();
        silo.AddDashboard();
    });

    /// <summary>A silo that only its own machine can reach is open to nobody else.</summary>
    internal static IPAddress ListeningAddress(IPAddress advertised) => IPAddress.IsLoopback(advertised) ? advertised : IPAddress.Any;

    private static void AddStages(IServiceCollection services, SiloIdentity identity, IObjectStore store, S3StoreOptions s3)
    {
        services.AddSingleton(store);
        services.AddSingleton<FileStages>(_ => new FileStages(store, TimeProvider.System, new S3Sources(s3)));
        services.AddSingleton<IFileStages>(provider => new SharedSourceStages(provider.GetRequiredService<FileStages>(), identity.Name));
        services.AddSingleton<IRunRecorder>(new RunRecorder(store, TimeProvider.System));
    }

    private static void AddProtection(IServiceCollection services)
    {
        if (TaskProtection.FindAgent() is not { } agent) return;
        services.AddHostedService(provider => new TaskProtection(
            agent, new HttpClient { Timeout = TimeSpan.FromSeconds(5) }, provider.GetRequiredService<IWorkload>(), TimeProvider.System, provider.GetRequiredService<ILogger<TaskProtection>>()));
    }

    private static void Map(WebApplication app, DashboardAccess access)
    {
        app.Use(access.InvokeAsync);
        app.UseRouting();
        app.MapHealth();
        app.MapGet("/", () => Results.Redirect("/dashboard/"));
        app.MapOrleansDashboard("/dashboard");
    }

    private static void Log(ILoggingBuilder logging, ConfigurationManager configuration)
    {
        logging.AddConfiguration(configuration.GetSection("Logging"));
        logging.SetMinimumLevel(LogLevel.Information);
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ssZ ";
        });
        logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        logging.AddFilter("Orleans", LogLevel.Warning);
        logging.AddFilter("Polly", LogLevel.Error);
        logging.AddFilter("Microsoft", LogLevel.Warning);
    }
}
