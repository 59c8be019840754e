using System.Buffers.Binary;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Storage.Tests;

/// <summary>What every store must do, whatever it is made of. A store's tests derive from this and say how to open one.</summary>
public abstract class ObjectStoreContract
{
    private const string Key = "metadata/manifests/2023/general.json";

    /// <summary>How often a race is run; a server takes longer for one than a folder.</summary>
    protected virtual int RaceCount => 40;

    /// <summary>A store over the same objects each time, as another process would open it.</summary>
    protected abstract IObjectStore OpenStore();

    [Fact]
    public async Task Put_ThenRead_GivesTheSameBytes()
    {
        var content = RandomBytes(1, 100_000);
        await OpenStore().PutAsync(Key, content);

        Assert.Equal(content, await OpenStore().ReadAsync(Key));
        Assert.Equal(content.Length, await OpenStore().GetLengthAsync(Key));
    }

    [Fact]
    public async Task Put_OverAnExistingObject_ReplacesIt()
    {
        var store = OpenStore();
        await store.PutAsync(Key, new byte[1000]);
        await store.PutAsync(Key, "short"u8.ToArray());

        Assert.Equal("short"u8.ToArray(), await store.ReadAsync(Key));
    }

    [Fact]
    public async Task AbsentObject_IsNullAndCannotBeOpened()
    {
        var store = OpenStore();

        Assert.Null(await store.ReadAsync(Key));
        Assert.Null(await store.GetLengthAsync(Key));
        var failure = await Assert.ThrowsAsync<StoreException>(() => store.OpenAsync(Key));
        Assert.Contains(Key, failure.Message);
    }

    [Fact]
    public async Task AbsentObject_BelowAnObject_IsNull()
    {
        var store = OpenStore();
        await store.PutAsync("metadata/a", new byte[1]);

        Assert.Null(await store.ReadAsync("metadata/a/b"));
        Assert.Null(await store.GetLengthAsync("metadata/a/b"));
    }

    [Fact]
    public async Task PutIfAbsent_OverAnExistingObject_IsFalseAndLeavesIt()
    {
        var store = OpenStore();

        Assert.True(await store.PutIfAbsentAsync(Key, "first"u8.ToArray()));
        Assert.False(await store.PutIfAbsentAsync(Key, "second"u8.ToArray()));
        Assert.Equal("first"u8.ToArray(), await store.ReadAsync(Key));
    }

    [Fact]
    public async Task PutIfAbsent_BySixteenAtOnce_HasOneWinnerAndItsBytes()
    {
        for (var round = 0; round < RaceCount; round++)
        {
            var key = $"race/{round:D2}";
            var won = await RaceAsync(index =>
            {
                var store = OpenStore();
                return Task.FromResult(() => store.PutIfAbsentAsync(key, Marked(index)));
            });

            var winner = Assert.Single(Enumerable.Range(0, won.Length), index => won[index]);
            Assert.Equal(Marked(winner), await OpenStore().ReadAsync(key));
        }
    }

    [Fact]
    public async Task CommitIfAbsent_BySixteenAtOnce_HasOneWinnerAndItsBytes()
    {
        for (var round = 0; round < RaceCount; round++)
        {
            var key = $"race/{round:D2}";
            var won = await RaceAsync(async index =>
            {
                var writer = await OpenStore().CreateAsync(key);
                await writer.WriteAsync(Marked(index));
                return async () =>
                {
                    await using (writer) return await writer.CommitIfAbsentAsync();
                };
            });

            var winner = Assert.Single(Enumerable.Range(0, won.Length), index => won[index]);
            Assert.Equal(Marked(winner), await OpenStore().ReadAsync(key));
        }
    }

    [Fact]
    public async Task Replace_OfWhatWasSeen_IsDone_AndOfWhatSomebodyWroteSince_IsNot()
    {
        var store = OpenStore();
        await store.PutAsync(Key, "first"u8.ToArray());
        var seen = await store.ReadVersionAsync(Key);

        Assert.Equal("first"u8.ToArray(), seen!.Content);
        Assert.True(await OpenStore().ReplaceAsync(Key, seen, "second"u8.ToArray()));
        Assert.False(await store.ReplaceAsync(Key, seen, "late"u8.ToArray()));
        Assert.Equal("second"u8.ToArray(), await store.ReadAsync(Key));
        Assert.True(await store.ReplaceAsync(Key, await store.ReadVersionAsync(Key), "third"u8.ToArray()));
        Assert.Equal("third"u8.ToArray(), await OpenStore().ReadAsync(Key));
    }

    [Fact]
    public async Task Replace_OfNothing_IsDoneOnlyWhileThereIsNothing()
    {
        var store = OpenStore();

        Assert.Null(await store.ReadVersionAsync(Key));
        Assert.True(await store.ReplaceAsync(Key, null, "first"u8.ToArray()));
        Assert.False(await store.ReplaceAsync(Key, null, "second"u8.ToArray()));
        var seen = await store.ReadVersionAsync(Key);
        await store.DeleteAsync(Key);
        Assert.False(await store.ReplaceAsync(Key, seen, "third"u8.ToArray()));
        Assert.Null(await store.ReadAsync(Key));
    }

    [Fact]
    public async Task Replace_BySixteenAtOnce_HasOneWinnerAndItsBytes()
    {
        var store = OpenStore();
        await store.PutAsync(Key, "first"u8.ToArray());
        for (var round = 0; round < RaceCount / 4; round++)
        {
            var seen = await store.ReadVersionAsync(Key);
            var number = round * 100;
            var won = await RaceAsync(index =>
            {
                var racer = OpenStore();
                return Task.FromResult(() => racer.ReplaceAsync(Key, seen, Marked(number + index)));
            });

            var winner = Assert.Single(Enumerable.Range(0, won.Length), index => won[index]);
            Assert.Equal(Marked(number + winner), await OpenStore().ReadAsync(Key));
        }
    }

    [Fact]
    public async Task Reader_WhileTheObjectIsReplaced_NeverSeesTwoVersionsAtOnce()
    {
        var store = OpenStore();
        await store.PutAsync(Key, Marked(0));
        using var stop = new CancellationTokenSource();
        var replacing = Task.Run(async () =>
        {
            for (var version = 1; version <= 100; version++) await store.PutAsync(Key, Marked(version));
            await stop.CancelAsync();
        });

        var last = 0;
        while (!stop.IsCancellationRequested)
        {
            var content = await OpenStore().ReadAsync(Key);
            var version = BinaryPrimitives.ReadInt32LittleEndian(content);
            Assert.Equal(Marked(version), content);
            Assert.True(version >= last, $"version {version} after {last}");
            last = version;
        }

        await replacing;
    }

    [Fact]
    public async Task OpenReader_AfterTheObjectIsReplaced_KeepsReadingWhatItOpened()
    {
        var store = OpenStore();
        await store.PutAsync(Key, Marked(1));
        using var reader = await store.OpenAsync(Key);
        await store.PutAsync(Key, "other"u8.ToArray());

        var content = new byte[reader.LengthBytes];
        Assert.Equal(content.Length, reader.Read(0, content));
        Assert.Equal(Marked(1), content);
    }

    [Fact]
    public async Task Writer_BeforeItsCommit_ShowsNothing()
    {
        var store = OpenStore();
        await using (var writer = await store.CreateAsync(Key))
        {
            await writer.WriteAsync(new byte[5_000_000]);
            Assert.Null(await store.GetLengthAsync(Key));
            Assert.Empty(await store.ListAsync("").ToListAsync());
        }

        Assert.Null(await store.GetLengthAsync(Key));
        Assert.Empty(await OpenStore().ListAsync("").ToListAsync());
    }

    [Fact]
    public async Task Writer_OfManyPieces_KeepsTheirOrder()
    {
        var store = OpenStore();
        var content = RandomBytes(2, 20_000_000);
        await using (var writer = await store.CreateAsync(Key))
        {
            for (var offset = 0; offset < content.Length; offset += 3_000_001)
                await writer.WriteAsync(content.AsMemory(offset, Math.Min(3_000_001, content.Length - offset)));
            Assert.True(await writer.CommitIfAbsentAsync());
        }

        Assert.Equal(content, await store.ReadAsync(Key));
    }

    [Fact]
    public async Task Writer_WhoseKeyIsTaken_IsFalseAndLeavesEverything()
    {
        var store = OpenStore();
        await using var writer = await store.CreateAsync(Key);
        await writer.WriteAsync("second"u8.ToArray());
        await store.PutAsync(Key, "first"u8.ToArray());

        Assert.False(await writer.CommitIfAbsentAsync());
        Assert.Equal("first"u8.ToArray(), await store.ReadAsync(Key));
        Assert.Equal([Key], await store.ListAsync("").ToListAsync());
    }

    [Fact]
    public async Task EmptyObject_Exists()
    {
        var store = OpenStore();
        await store.PutAsync("empty/put", ReadOnlyMemory<byte>.Empty);
        await using (var writer = await store.CreateAsync("empty/written"))
            Assert.True(await writer.CommitIfAbsentAsync());

        foreach (var key in (string[])["empty/put", "empty/written"])
        {
            Assert.Equal(0, await store.GetLengthAsync(key));
            Assert.Empty((await store.ReadAsync(key))!);
            using var reader = await store.OpenAsync(key);
            Assert.Equal(0, reader.LengthBytes);
            Assert.Equal(0, reader.Read(0, new byte[10]));
        }

        Assert.False(await store.PutIfAbsentAsync("empty/put", new byte[1]));
    }

    [Theory]
    [InlineData(0, 10, 10)]
    [InlineData(90, 10, 10)]
    [InlineData(90, 11, 10)]
    [InlineData(99, 50, 1)]
    [InlineData(100, 1, 0)]
    [InlineData(1000, 5, 0)]
    [InlineData(50, 0, 0)]
    public async Task RangedRead_GetsLessOnlyAtTheEnd(int offset, int asked, int expected)
    {
        var content = RandomBytes(3, 100);
        var store = OpenStore();
        await store.PutAsync(Key, content);
        using var reader = await store.OpenAsync(Key);
        var buffer = new byte[asked];

        Assert.Equal(expected, reader.Read(offset, buffer));
        Assert.Equal(content.Skip(offset).Take(expected), buffer.Take(expected));
    }

    [Fact]
    public async Task List_GivesTheKeysThatStartWithThePrefix()
    {
        var store = OpenStore();
        string[] keys = ["staging/a/1.parquet", "staging/a/b/2.parquet", "staging/ab/3.parquet", "raw/4.csv"];
        foreach (var key in keys) await store.PutAsync(key, new byte[1]);

        Assert.Equal(keys.Order(), (await store.ListAsync("").ToListAsync()).Order());
        Assert.Equal(keys[..2].Order(), (await store.ListAsync("staging/a/").ToListAsync()).Order());
        Assert.Equal(keys[..3].Order(), (await store.ListAsync("staging/a").ToListAsync()).Order());
        Assert.Empty(await store.ListAsync("nothing/").ToListAsync());
    }

    [Fact]
    public async Task Delete_RemovesTheObject_AndIsQuietWhenThereIsNone()
    {
        var store = OpenStore();
        await store.PutAsync(Key, new byte[1]);
        await store.DeleteAsync(Key);
        await store.DeleteAsync(Key);
        await store.DeleteAsync("never/was");

        Assert.Null(await store.GetLengthAsync(Key));
        Assert.True(await store.PutIfAbsentAsync(Key, new byte[2]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/etc/passwd")]
    [InlineData("../outside")]
    [InlineData("a/../b")]
    [InlineData("a/./b")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("a\\b")]
    [InlineData(".openpayments/state.db")]
    public async Task BadKey_IsRefused(string key)
    {
        var store = OpenStore();

        await Assert.ThrowsAnyAsync<ArgumentException>(() => store.PutAsync(key, new byte[1]));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => store.PutIfAbsentAsync(key, new byte[1]));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => store.CreateAsync(key));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => store.ReadAsync(key));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => store.OpenAsync(key));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => store.GetLengthAsync(key));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => store.DeleteAsync(key));
    }

    protected static byte[] RandomBytes(int seed, int count)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>A big object that is full of its own number.</summary>
    private static byte[] Marked(int number)
    {
        var bytes = new byte[200_000];
        for (var i = 0; i < bytes.Length; i += sizeof(int))
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(i), number);
        return bytes;
    }

    /// <summary>Sixteen threads that get ready each by itself and then go all at once.</summary>
    private static async Task<bool[]> RaceAsync(Func<int, Task<Func<Task<bool>>>> prepareAsync)
    {
        using var start = new Barrier(16);
        return await Task.WhenAll(Enumerable.Range(0, 16).Select(index => Task.Factory.StartNew(
            () =>
            {
                var goAsync = prepareAsync(index).GetAwaiter().GetResult();
                start.SignalAndWait();
                return goAsync();
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()));
    }
}
