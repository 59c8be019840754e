using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Configuration;
using Orleans.Reminders.DynamoDB;
using Orleans.Runtime;
using Orleans.Storage;

namespace OpenPayments.Orleans.DynamoDB.Tests;

/// <summary>A reply is lost after the server has done its work, so that the SDK sends the request again.</summary>
public sealed class LostReplyTests(LocalDynamoDB server) : IDisposable
{
    private static readonly GrainId Grain = GrainId.Create("chunk", "1");
    private FakeEndpoint? _proxy;

    private FakeEndpoint Proxy => _proxy ??= new FakeEndpoint(server.Url);

    public void Dispose() => _proxy?.Dispose();

    private Task<TestStorage> OpenAsync(bool deleteStateOnClear = false)
    {
        var options = TestStorage.NewOptions(Proxy.Url);
        options.DeleteStateOnClear = deleteStateOnClear;
        return TestStorage.OpenAsync(options);
    }

    private int Count(string operation) => Proxy.Operations.Count(name => name == operation);

    [Fact]
    public async Task AFirstWrite_IsNoConflict()
    {
        var storage = await OpenAsync();
        Proxy.LoseReplies("PutItem", 2);
        var state = new GrainState<Notes>(new Notes { Text = "first" });

        await storage.Storage.WriteAsync(Grain, state);

        Assert.Equal(3, Count("PutItem"));
        var read = await storage.Storage.ReadAsync(Grain);
        Assert.Equal(("first", state.ETag), (read.State!.Text, read.ETag));
    }

    [Fact]
    public async Task ALaterWrite_IsNoConflict()
    {
        var storage = await OpenAsync();
        var state = new GrainState<Notes>(new Notes { Text = "first" });
        await storage.Storage.WriteAsync(Grain, state);
        Proxy.LoseReplies("UpdateItem");
        state.State = new Notes { Text = "second" };

        await storage.Storage.WriteAsync(Grain, state);

        Assert.Equal(2, Count("UpdateItem"));
        var read = await storage.Storage.ReadAsync(Grain);
        Assert.Equal(("second", "1", "1"), (read.State!.Text, read.ETag, state.ETag));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AClear_IsNoConflict(bool deleteStateOnClear)
    {
        var storage = await OpenAsync(deleteStateOnClear);
        var state = new GrainState<Notes>(new Notes { Text = "first" });
        await storage.Storage.WriteAsync(Grain, state);
        Proxy.LoseReplies(deleteStateOnClear ? "DeleteItem" : "UpdateItem");

        await storage.Storage.ClearAsync(Grain, state);

        Assert.Equal(2, Count(deleteStateOnClear ? "DeleteItem" : "UpdateItem"));
        Assert.Equal(state.ETag, (await storage.Storage.ReadAsync(Grain)).ETag);
    }

    [Fact]
    public async Task AConflict_StaysOne()
    {
        var storage = await OpenAsync();
        await storage.Storage.WriteAsync(Grain, new GrainState<Notes>(new Notes { Text = "first" }));
        var mine = await storage.Storage.ReadAsync(Grain);
        await storage.Storage.WriteAsync(Grain, await storage.Storage.ReadAsync(Grain));

        // The reply that is lost says "conflict", and so does the next.
        Proxy.LoseReplies("UpdateItem");
        var error = await Assert.ThrowsAsync<InconsistentStateException>(() => storage.Storage.WriteAsync(Grain, mine));
        Assert.Equal(("1", "0"), (error.StoredEtag, error.CurrentEtag));

        Proxy.LoseReplies("PutItem");
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.Storage.WriteAsync(Grain, new GrainState<Notes>(new Notes())));
    }

    [Fact]
    public async Task ADelete_OfWhatAnotherDeleted_IsAConflict()
    {
        var storage = await OpenAsync(deleteStateOnClear: true);
        var state = new GrainState<Notes>(new Notes { Text = "first" });
        await storage.Storage.WriteAsync(Grain, state);
        var other = await storage.Storage.ReadAsync(Grain);
        await storage.Storage.ClearAsync(Grain, other);

        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.Storage.ClearAsync(Grain, state));
    }

    [Theory]
    [InlineData(false)] // the server recognizes the second attempt
    [InlineData(true)] // we do, by our token in the rows
    public async Task MembershipChanges_Succeed_AndCommitOnce(bool forgetful)
    {
        var table = await TestCluster.OpenAsync(Proxy.Url);
        Proxy.ForgetsTransactions = forgetful;
        Proxy.LoseReplies("TransactWriteItems");
        Assert.True(await table.InsertAsync(TestCluster.Entry(1)));
        Proxy.LoseReplies("TransactWriteItems");
        Assert.True(await table.ChangeAsync(TestCluster.Address(1), entry => entry.Status = SiloStatus.Dead));
        Proxy.LoseReplies("UpdateItem");
        await table.UpdateIAmAliveAsync(TestCluster.Entry(1));

        Assert.Equal((4, 2), (Count("TransactWriteItems"), (await table.ReadAllAsync()).Version.Version));
    }

    [Fact]
    public async Task MembershipChanges_OfAnOtherwiseFailedTransaction_StayFailed()
    {
        var table = await TestCluster.OpenAsync(Proxy.Url);
        var version = (await table.ReadAllAsync()).Version.Next();
        Assert.True(await table.InsertRowAsync(TestCluster.Entry(1), version));

        Proxy.LoseReplies("TransactWriteItems");
        Assert.False(await table.InsertRowAsync(TestCluster.Entry(2), version));
        Assert.Equal(1, (await table.ReadAllAsync()).Version.Version);
    }

    [Fact]
    public async Task ARemovedReminder_IsSaidToBeRemoved()
    {
        IReminderTable table = new DynamoDBReminderTable(
            Options.Create(new DynamoDBReminderStorageOptions { Service = Proxy.Url, TableName = LocalDynamoDB.NewName("OrleansReminders") }),
            Options.Create(new ClusterOptions { ServiceId = "svc" }));
        await table.StartAsync(CancellationToken.None);
        Proxy.LoseReplies("PutItem");
        var etag = await table.UpsertRow(new ReminderEntry { GrainId = Grain, ReminderName = "r", StartAt = DateTime.UtcNow, Period = TimeSpan.FromMinutes(1) });
        Assert.Equal(etag, (await table.ReadRow(Grain, "r"))!.ETag);

        Proxy.LoseReplies("DeleteItem");
        Assert.True(await table.RemoveRow(Grain, "r", etag!));
        Assert.False(await table.RemoveRow(Grain, "r", etag!));
    }
}
