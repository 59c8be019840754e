using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OpenPayments.Ingestion;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace OpenPayments.Orleans.Sqlite.Tests;

/// <summary>A storage over a file of its own, with states as an Orleans silo would hand them over.</summary>
public sealed class TestStorage : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();
    private readonly StateDatabase _database;

    public TestStorage()
    {
        _database = StateDatabase.Open(_folder.StatePath);
        Storage = new SqliteGrainStorage(_database, new JsonStateSerializer(), _services.GetRequiredService<IActivatorProvider>(), TimeProvider.System);
    }

    public SqliteGrainStorage Storage { get; }

    public string Path => _database.Path;

    public void Dispose()
    {
        _database.Dispose();
        _services.Dispose();
        _folder.Dispose();
    }

    private sealed class JsonStateSerializer : IGrainStorageSerializer
    {
        public BinaryData Serialize<T>(T? input) => new(JsonSerializer.SerializeToUtf8Bytes(input, LakeJson.Options));

        public T? Deserialize<T>(BinaryData input) => JsonSerializer.Deserialize<T>(input, LakeJson.Options);
    }
}
