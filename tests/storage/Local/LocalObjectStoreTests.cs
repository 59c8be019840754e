using System.Runtime.Versioning;
using OpenPayments.Ingestion.Stores;
using OpenPayments.Storage.Local;

namespace OpenPayments.Storage.Tests.Local;

[UnsupportedOSPlatform("windows")]
public sealed class LocalObjectStoreTests : ObjectStoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Temporary => Path.Combine(_folder.Path, ".openpayments", "tmp");

    protected override IObjectStore OpenStore() => new LocalObjectStore(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Writes_LeaveNoTemporaryFileBehind()
    {
        var store = OpenStore();
        await store.PutAsync("a", new byte[10]);
        await store.PutIfAbsentAsync("a", new byte[10]);
        await using (var writer = await store.CreateAsync("b")) await writer.WriteAsync(new byte[10]);
        await using (var writer = await store.CreateAsync("a")) await writer.CommitIfAbsentAsync();

        Assert.Empty(Directory.EnumerateFileSystemEntries(Temporary));
    }

    [Fact]
    public async Task Unnamed_IsSeenOnceItHasItsKey_AndReplacesWhatHadIt()
    {
        var store = OpenStore();
        await store.PutAsync("a/b", new byte[3]);
        using (var unnamed = await store.CreateUnnamedAsync(TestContext.Current.CancellationToken))
        {
            await unnamed!.AppendAsync("hello "u8.ToArray(), TestContext.Current.CancellationToken);
            await unnamed.FlushAsync(TestContext.Current.CancellationToken);
            await unnamed.AppendAsync("world"u8.ToArray(), TestContext.Current.CancellationToken);
            Assert.Equal(3, await store.GetLengthAsync("a/b"));
            Assert.Equal(["a/b"], await store.ListAsync("").ToListAsync(TestContext.Current.CancellationToken));
            await unnamed.PutAsync("a/b", TestContext.Current.CancellationToken);
        }

        Assert.Equal("hello world"u8.ToArray(), await store.ReadAsync("a/b"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Temporary));
    }

    [Fact]
    public async Task Unnamed_ThatGetsNoKey_LeavesNothingBehind()
    {
        using (var unnamed = await OpenStore().CreateUnnamedAsync(TestContext.Current.CancellationToken)) await unnamed!.AppendAsync("hello"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Temporary));
    }

    [Fact]
    public async Task Open_WhileSomebodyWrites_LeavesHisTemporaryFile()
    {
        await using var writer = await OpenStore().CreateAsync("a");
        await writer.WriteAsync(new byte[10]);

        OpenStore();

        Assert.Single(Directory.EnumerateFiles(Temporary));
        Assert.True(await writer.CommitIfAbsentAsync());
    }

    [Fact]
    public void Open_AfterACrash_RemovesTheTemporaryFilesItLeft()
    {
        Directory.CreateDirectory(Temporary);
        File.WriteAllBytes(Path.Combine(Temporary, $"{Guid.NewGuid():N}.tmp"), new byte[10]);

        OpenStore();

        Assert.Empty(Directory.EnumerateFiles(Temporary));
    }

    [Fact]
    public async Task Open_ByManyWhileOthersWrite_BreaksNoWrite()
    {
        using var stop = new CancellationTokenSource();
        var opening = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested) OpenStore();
        });

        var store = OpenStore();
        for (var i = 0; i < 300; i++) await store.PutAsync($"object/{i % 7}", new byte[100]);

        await stop.CancelAsync();
        await opening;
    }

    [Fact]
    public async Task NewObject_IsReadableByEverybodyAsTheUmaskSays()
    {
        await OpenStore().PutAsync("a", new byte[1]);
        var plain = Path.Combine(_folder.Path, "plain");
        await File.WriteAllBytesAsync(plain, new byte[1]);

        Assert.Equal(File.GetUnixFileMode(plain), File.GetUnixFileMode(Path.Combine(_folder.Path, "a")));
    }

    [Fact]
    public async Task LakeThatIsAFile_IsExplained()
    {
        var path = Path.Combine(_folder.Path, "file");
        await File.WriteAllTextAsync(path, "");
        var store = new LocalObjectStore(path);

        var failure = await Assert.ThrowsAsync<StoreException>(() => store.PutAsync("a/b", new byte[1]));
        Assert.Contains(path, failure.Message);
        Assert.Null(await store.ReadAsync("a/b"));
    }

    [Fact]
    public async Task FullDisk_IsExplained_AndWhatWasThereStays()
    {
        using var disk = SmallDisk.Mount(_folder.Path, "size=1m");
        var store = new LocalObjectStore(disk.Path);
        await store.PutAsync("a", "kept"u8.ToArray());

        var failures = new[]
        {
            await Assert.ThrowsAsync<StoreException>(() => store.PutAsync("a", new byte[2 << 20])),
            await Assert.ThrowsAsync<StoreException>(() => store.PutIfAbsentAsync("b", new byte[2 << 20])),
            await Assert.ThrowsAsync<StoreException>(async () =>
            {
                await using var writer = await store.CreateAsync("b");
                for (var i = 0; i < 20; i++) await writer.WriteAsync(new byte[100_000]);
            }),
        };

        Assert.All(failures, failure => Assert.StartsWith($"The disk of the lake {disk.Path} is full, so ", failure.Message));
        Assert.Equal(["a"], await store.ListAsync("").ToListAsync());
        Assert.Equal("kept"u8.ToArray(), await store.ReadAsync("a"));
        await store.PutAsync("b", new byte[500_000]);
    }

    [Fact]
    public async Task ReadOnlyDisk_IsExplained_AndStaysReadable()
    {
        using var disk = SmallDisk.Mount(_folder.Path, "size=1m");
        await new LocalObjectStore(disk.Path).PutAsync("a", "kept"u8.ToArray());
        disk.MakeReadOnly();
        var store = new LocalObjectStore(disk.Path);

        var failure = await Assert.ThrowsAsync<StoreException>(() => store.PutAsync("a", new byte[1]));
        Assert.StartsWith($"The lake {disk.Path} is on a read-only file system, so a could not be written", failure.Message);
        Assert.StartsWith($"The lake {disk.Path} is on a read-only", (await Assert.ThrowsAsync<StoreException>(() => store.CreateAsync("b/c"))).Message);
        Assert.StartsWith($"The lake {disk.Path} is on a read-only", (await Assert.ThrowsAsync<StoreException>(() => store.DeleteAsync("a"))).Message);
        Assert.Equal("kept"u8.ToArray(), await store.ReadAsync("a"));
    }

    [Fact]
    public async Task ForbiddenFolder_IsExplained()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "root may write everywhere");
        Directory.CreateDirectory(_folder.Path);
        File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            var failure = await Assert.ThrowsAsync<StoreException>(() => OpenStore().PutAsync("a", new byte[1]));
            Assert.StartsWith($"No permission to write a in the lake {_folder.Path}", failure.Message);
        }
        finally
        {
            File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
