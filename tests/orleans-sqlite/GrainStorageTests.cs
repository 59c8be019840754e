using Orleans.Runtime;
using Orleans.Storage;

namespace OpenPayments.Orleans.Sqlite.Tests;

public sealed class GrainStorageTests : GrainStorageContract, IDisposable
{
    private readonly TestStorage _storage = new();

    protected override IGrainStorage Storage => _storage.Storage;

    public void Dispose() => _storage.Dispose();

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
