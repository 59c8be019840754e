using Orleans.Runtime;
using Orleans.Storage;

namespace OpenPayments.Orleans.DynamoDB.Tests;

/// <summary>Rows stay when they are cleared.</summary>
public sealed class GrainStorageTests(LocalDynamoDB server) : DynamoDBStorageContract(server)
{
    // Not where rows are deleted: their etags start again at 0, as in the official package.
    [Fact]
    public async Task Write_WithAnEtagFromBeforeAClear_IsAConflict()
    {
        var state = Fresh("first");
        await Storage.WriteAsync(Grain, state);
        var stale = await Storage.ReadAsync(Grain);
        await Storage.ClearAsync(Grain, state);
        state.State = new Notes { Text = "again" };
        await Storage.WriteAsync(Grain, state);

        await Assert.ThrowsAsync<InconsistentStateException>(() => Storage.WriteAsync(Grain, stale));
    }
}

/// <summary>Rows go when they are cleared.</summary>
public sealed class GrainStorageThatDeletesTests(LocalDynamoDB server) : DynamoDBStorageContract(server)
{
    protected override bool DeletesOnClear => true;
}

public abstract class DynamoDBStorageContract(LocalDynamoDB server) : GrainStorageContract, IAsyncLifetime
{
    private TestStorage _storage = null!;

    protected override IGrainStorage Storage => _storage.Storage;

    public async ValueTask InitializeAsync()
    {
        var options = TestStorage.NewOptions(server.Url);
        options.DeleteStateOnClear = DeletesOnClear;
        _storage = await TestStorage.OpenAsync(options);
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
