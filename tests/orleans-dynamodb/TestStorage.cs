using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace OpenPayments.Orleans.DynamoDB.Tests;

/// <summary>A grain storage over a table of its own, with states as an Orleans silo would hand them over.</summary>
public sealed class TestStorage
{
    private static readonly ServiceProvider Services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    private TestStorage(DynamoDBStorageOptions options, TimeProvider time)
    {
        Options = options;
        Storage = new DynamoDBGrainStorage("test", options, Services.GetRequiredService<IActivatorProvider>(), NullLogger<DynamoDBGrainStorage>.Instance, time);
    }

    public DynamoDBStorageOptions Options { get; }

    public DynamoDBGrainStorage Storage { get; }

    public static IGrainStorageSerializer Json { get; } = new SystemTextJsonGrainStorageSerializer(Microsoft.Extensions.Options.Options.Create(new SystemTextJsonGrainStorageSerializerOptions()));

    public static IGrainStorageSerializer Binary { get; } = new OrleansGrainStorageSerializer(Services.GetRequiredService<Serializer>());

    public static DynamoDBStorageOptions NewOptions(string url) => new()
    {
        Service = url,
        ServiceId = "svc",
        TableName = LocalDynamoDB.NewName("OrleansGrainState"),
        GrainStorageSerializer = Json,
    };

    public static TestStorage Closed(DynamoDBStorageOptions options, TimeProvider? time = null) => new(options, time ?? TimeProvider.System);

    public static async Task<TestStorage> OpenAsync(DynamoDBStorageOptions options, TimeProvider? time = null)
    {
        var storage = Closed(options, time);
        await storage.Storage.Init(CancellationToken.None);
        return storage;
    }

    public static Task<TestStorage> OpenAsync(string url) => OpenAsync(NewOptions(url));

    /// <summary>The sentence with which a storage says that it cannot be opened.</summary>
    public static async Task<string> OpenFailsAsync(Action<DynamoDBStorageOptions> configure)
    {
        var options = NewOptions("us-east-1");
        configure(options);
        // A deadline for the test alone: what it awaits must end by itself.
        var error = await Assert.ThrowsAsync<DynamoDBException>(() => OpenAsync(options).WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.Contains(options.TableName, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        return error.Message;
    }
}
