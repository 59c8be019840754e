using Amazon.DynamoDBv2.Model;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using OpenPayments.Tests.Servers;

namespace OpenPayments.Orleans.DynamoDB.Tests;

public interface INoteGrain : IGrainWithStringKey
{
    Task Write(string text);

    Task<string?> Read();

    Task<bool> Remind();
}

public sealed class NoteGrain([PersistentState("notes", "lake")] IPersistentState<Notes> state) : Grain, INoteGrain, IRemindable
{
    public Task Write(string text)
    {
        state.State = new Notes { Text = text };
        return state.WriteStateAsync();
    }

    public Task<string?> Read() => Task.FromResult(state.State.Text);

    public async Task<bool> Remind()
    {
        var reminder = await this.RegisterOrUpdateReminder("watchdog", TimeSpan.FromHours(1), TimeSpan.FromHours(1));
        return (await this.GetReminder("watchdog")) is not null && reminder.ReminderName == "watchdog";
    }

    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask;
}

/// <summary>Real silos and clients on the providers, configured by settings alone and by code.</summary>
public sealed class HostTests(LocalDynamoDB server)
{
    private readonly string _silos = LocalDynamoDB.NewName("OrleansSilos");
    private readonly string _states = LocalDynamoDB.NewName("OrleansGrainState");
    private readonly string _reminders = LocalDynamoDB.NewName("OrleansReminders");

    private Dictionary<string, string?> Settings(string url) => new()
    {
        ["Orleans:ClusterId"] = "cluster",
        ["Orleans:ServiceId"] = "service",
        ["Orleans:Clustering:ProviderType"] = "DynamoDB",
        ["Orleans:Clustering:Service"] = url,
        ["Orleans:Clustering:TableName"] = _silos,
        ["Orleans:GrainStorage:lake:ProviderType"] = "DynamoDB",
        ["Orleans:GrainStorage:lake:Service"] = url,
        ["Orleans:GrainStorage:lake:TableName"] = _states,
        ["Orleans:Reminders:ProviderType"] = "DynamoDB",
        ["Orleans:Reminders:Service"] = url,
        ["Orleans:Reminders:TableName"] = _reminders,
    };

    private static IHost NewHost(Dictionary<string, string?> settings, Action<IHostApplicationBuilder> add)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings);
        add(builder);
        return builder.Build();
    }

    private IHost NewSilo() => NewHost(
        new(Settings(server.Url))
        {
            ["Orleans:Endpoints:AdvertisedIPAddress"] = "127.0.0.1",
            ["Orleans:Endpoints:SiloPort"] = $"{ServerProcess.FreePort()}",
            ["Orleans:Endpoints:GatewayPort"] = $"{ServerProcess.FreePort()}",
        },
        builder => builder.UseOrleans());

    [Fact]
    public async Task SilosAndAClient_OnSettingsAlone_ShareStateAndReminders()
    {
        // At once: each finds no tables, and all of them create these.
        using var first = NewSilo();
        using var second = NewSilo();
        await Task.WhenAll(first.StartAsync(), second.StartAsync());
        await Task.WhenAll(KnowsTwoActiveSilosAsync(first), KnowsTwoActiveSilosAsync(second));
        var clientSettings = Settings(server.Url).Where(setting => !setting.Key.Contains("GrainStorage", StringComparison.Ordinal) && !setting.Key.Contains("Reminders", StringComparison.Ordinal)).ToDictionary();
        using var client = NewHost(clientSettings, builder => builder.UseOrleansClient());
        await client.StartAsync();

        var grains = client.Services.GetRequiredService<IGrainFactory>();
        for (var i = 0; i < 10; i++) await AtMostTwiceAsync(grains.GetGrain<INoteGrain>($"{i}"), note => note.Write($"text {i}"));
        Assert.True(await grains.GetGrain<INoteGrain>("0").Remind());
        await first.StopAsync();
        for (var i = 0; i < 10; i++) Assert.Equal($"text {i}", await grains.GetGrain<INoteGrain>($"{i}").Read());
        await client.StopAsync();
        await second.StopAsync();

        // The service id of the keys is the cluster's, though no setting of the storage names one.
        var key = new Dictionary<string, AttributeValue> { ["GrainReference"] = new("service_note/3"), ["GrainType"] = new("notes") };
        Assert.True((await server.Client.GetItemAsync(_states, key)).IsItemSet);
        Assert.Equal(1, (await server.Client.ScanAsync(new ScanRequest(_reminders))).Count);
    }

    /// <summary>Silos that start at once may each be active before they have read of the other; what is asked of them in between can be lost on its way.</summary>
    private static async Task KnowsTwoActiveSilosAsync(IHost silo)
    {
        var membership = silo.Services.GetRequiredService<IClusterMembershipService>();
        await membership.Refresh();
        await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(TestContext.Current.CancellationToken))
            if (snapshot.Members.Values.Count(member => member.Status == SiloStatus.Active) == 2)
                return;
    }

    /// <summary>Orleans delivers at most once: a message that is lost while silos come to know one another is the caller's to repeat.</summary>
    private static async Task AtMostTwiceAsync(INoteGrain note, Func<INoteGrain, Task> call)
    {
        try
        {
            await call(note);
        }
        catch (TimeoutException)
        {
            await call(note);
        }
    }

    /// <summary>The membership table alone: a silo that fails later is half started, cannot be stopped, and would go on beside the other tests.</summary>
    [Fact]
    public async Task ASilo_WhoseTableCannotBeReached_FailsToStartWithTheSentence()
    {
        var settings = Settings(server.Url);
        settings["Orleans:Clustering:Service"] = $"http://127.0.0.1:{ServerProcess.FreePort()}";
        settings["Orleans:Endpoints:AdvertisedIPAddress"] = "127.0.0.1";
        settings["Orleans:Endpoints:SiloPort"] = $"{ServerProcess.FreePort()}";
        settings["Orleans:Endpoints:GatewayPort"] = $"{ServerProcess.FreePort()}";
        using var host = NewHost(settings, builder => builder.UseOrleans());

        var error = await Assert.ThrowsAnyAsync<Exception>(() => host.StartAsync().WaitAsync(TimeSpan.FromMinutes(2)));

        Assert.Contains("cannot be reached", DynamoDBException.Explain(error), StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_ReachTheOptions_TokenAndProfileTooAndEmptyOnesNot()
    {
        var settings = Settings("eu-west-1");
        foreach (var section in new[] { "Clustering", "GrainStorage:lake", "Reminders" })
        {
            settings[$"Orleans:{section}:Service"] = null;
            settings[$"Orleans:{section}:Region"] = "eu-west-1";
            settings[$"Orleans:{section}:AccessKey"] = "access";
            settings[$"Orleans:{section}:SecretKey"] = "secret";
            settings[$"Orleans:{section}:Token"] = "token";
            settings[$"Orleans:{section}:ProfileName"] = section == "Reminders" ? "" : "profile";
            settings[$"Orleans:{section}:ReadCapacityUnits"] = "7";
            settings[$"Orleans:{section}:UseProvisionedThroughput"] = "true";
            settings[$"Orleans:{section}:UpdateIfExists"] = "false";
        }

        settings["Orleans:GrainStorage:lake:DeleteStateOnClear"] = "true";
        settings["Orleans:GrainStorage:lake:TimeToLive"] = "1.00:00:00";
        settings["Orleans:GrainStorage:lake:SerializerKey"] = "mine";
        using var host = NewHost(settings, builder =>
        {
            builder.Services.AddKeyedSingleton("mine", TestStorage.Binary);
            builder.UseOrleans();
        });

        var storage = host.Services.GetRequiredService<IOptionsMonitor<DynamoDBStorageOptions>>().Get("lake");
        Assert.Equal((true, TimeSpan.FromDays(1), "service"), (storage.DeleteStateOnClear, storage.TimeToLive, storage.ServiceId));
        Assert.Same(TestStorage.Binary, storage.GrainStorageSerializer);
        DynamoDBTableOptions[] all =
        [
            storage,
            host.Services.GetRequiredService<IOptions<DynamoDBClusteringOptions>>().Value,
            host.Services.GetRequiredService<IOptions<DynamoDBReminderStorageOptions>>().Value,
        ];
        Assert.All(all, options => Assert.Equal(
            ("access", "secret", "token", "eu-west-1", 7, true, false, true),
            (options.AccessKey, options.SecretKey, options.Token, options.Service, options.ReadCapacityUnits, options.UseProvisionedThroughput, options.UpdateIfExists, options.CreateIfNotExists)));
        Assert.Equal(["profile", "profile", null], all.Select(options => options.ProfileName));
    }

    [Fact]
    public void ASetting_ThatCannotBeRead_IsNamed()
    {
        var settings = Settings(server.Url);
        settings["Orleans:GrainStorage:lake:ReadCapacityUnits"] = "many";
        using var host = NewHost(settings, builder => builder.UseOrleans());

        var error = Assert.Throws<DynamoDBException>(() => host.Services.GetRequiredService<IOptionsMonitor<DynamoDBStorageOptions>>().Get("lake"));
        Assert.Contains("Orleans:GrainStorage:lake:ReadCapacityUnits is 'many'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", true, 1, "TableName")]
    [InlineData("t", true, 0, "ReadCapacityUnits")]
    public void OptionsThatCannotWork_AreRefused(string table, bool provisioned, int units, string named)
    {
        var options = new DynamoDBStorageOptions { TableName = table, UseProvisionedThroughput = provisioned, ReadCapacityUnits = units };
        var error = Assert.Throws<OrleansConfigurationException>(() => new DynamoDBGrainStorageOptionsValidator(options, "lake").ValidateConfiguration());
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ExtensionMethods_HaveTheOfficialForms()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.UseOrleans(silo => silo
            .UseDynamoDBClustering(options => options.Service = server.Url)
            .AddDynamoDBGrainStorageAsDefault(options => options.Service = server.Url)
            .AddDynamoDBGrainStorage("a", options => options.DeleteStateOnClear = true)
            .AddDynamoDBGrainStorage("b", (OptionsBuilder<DynamoDBStorageOptions> options) => options.Configure(o => o.ServiceId = ""))
            .AddDynamoDBGrainStorage("c")
            .UseDynamoDBReminderService(options => options.ParseConnectionString("Service=eu-west-1;AccessKey=a;SecretKey=b==;ReadCapacityUnits=3;CreateIfNotExists=false")));
        using var host = builder.Build();

        var reminders = host.Services.GetRequiredService<IOptions<DynamoDBReminderStorageOptions>>().Value;
        Assert.Equal(("eu-west-1", "a", "b==", 3, false), (reminders.Service, reminders.AccessKey, reminders.SecretKey, reminders.ReadCapacityUnits, reminders.CreateIfNotExists));
        Assert.Equal("", host.Services.GetRequiredService<IOptionsMonitor<DynamoDBStorageOptions>>().Get("b").ServiceId);
    }
}
