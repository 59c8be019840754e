using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using OpenPayments.Ingestion.Stores;
using OpenPayments.Storage.Local;

namespace OpenPayments.Storage.Tests.Local;

/// <summary>Objects whose bytes go around the page cache: on a disk that lets them, and on one that does not.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class LargeObjectTests : IDisposable
{
    private const int Large = 1 << 20;

    private readonly TemporaryFolder _folder = new();

    private SmallDisk? _disk;

    public void Dispose()
    {
        _disk?.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Writes_OfPagesAndOfOddPieces_AreReadBackAsWritten(bool isInMemory)
    {
        var store = Open(isInMemory);
        var random = new Random(20240109);
        var written = new List<byte>();
        await using (var writer = await store.CreateAsync("a"))
        {
            foreach (var length in new[] { Large, 2 * Large, 100, Large, 4096 - 100, Large, 3 * Large + 5, Large, Large + 4096 })
            {
                // All pieces begin at a page in memory; where they begin in the file follows from those before.
                var piece = AllocatePages(length);
                random.NextBytes(piece.Span);
                await writer.WriteAsync(piece);
                written.AddRange(piece.Span);
            }

            Assert.True(await writer.CommitIfAbsentAsync());
        }

        Assert.Equal(written.ToArray(), await File.ReadAllBytesAsync(store.PathOf("a"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task UnnamedObject_OfPagesAndAnOddEnd_IsReadBackAsAppended(bool isInMemory)
    {
        var store = Open(isInMemory);
        Memory<byte> head = AllocatePages(3 * Large + 4096), tail = AllocatePages(Large + 77);
        new Random(20240109).NextBytes(head.Span);
        new Random(20240110).NextBytes(tail.Span);
        using (var unnamed = await store.CreateUnnamedAsync(TestContext.Current.CancellationToken))
        {
            await unnamed!.AppendAsync(head, TestContext.Current.CancellationToken);
            await unnamed.FlushAsync(TestContext.Current.CancellationToken);
            await unnamed.AppendAsync(tail, TestContext.Current.CancellationToken);
            await unnamed.PutAsync("a", TestContext.Current.CancellationToken);
        }

        Assert.Equal(head.ToArray().Concat(tail.ToArray()), await File.ReadAllBytesAsync(store.PathOf("a"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Reads_OfEverySizeAndPlace_GiveTheBytesThere(bool isInMemory)
    {
        var content = Random(40 * Large + 1234);
        var store = Open(isInMemory);
        await store.PutAsync("a", content);
        using var reader = await store.OpenAsync("a");
        var random = new Random(20240109);
        var buffer = new byte[5 * Large];
        var offset = 0L;
        for (var i = 0; i < 300; i++)
        {
            if (i % 20 == 0) reader.Announce(random.NextInt64(content.Length), random.Next(content.Length));
            // Mostly onwards, as a parser reads; sometimes elsewhere, out of what was announced, and behind the end too.
            if (random.Next(4) == 0) offset = random.NextInt64(content.Length + Large);
            var length = random.Next(3) switch { 0 => random.Next(buffer.Length), 1 => 512 << 10, _ => random.Next(1000) };
            var expected = content.AsSpan((int)Math.Min(offset, content.Length));
            expected = expected[..Math.Min(length, expected.Length)];

            var read = reader.Read(offset, buffer.AsSpan(0, length));

            Assert.True(expected.SequenceEqual(buffer.AsSpan(0, read)), $"{length} bytes at {offset}: {read} read");
            offset += read;
        }
    }

    [Fact]
    public async Task Reader_KeepsToTheObjectItOpened_AlsoForItsFirstLargeRead()
    {
        var (first, second) = (Random(3 * Large), new byte[3 * Large]);
        var store = Open(isInMemory: false);
        await store.PutAsync("a", first);
        using var reader = await store.OpenAsync("a");
        await store.PutAsync("a", second);
        reader.Announce(0, reader.LengthBytes);

        var buffer = new byte[first.Length];

        Assert.Equal(first.Length, reader.Read(0, buffer));
        Assert.Equal(first, buffer);
    }

    [Fact]
    public async Task ReadersGivenUpInTheMiddle_LeaveNoFileOpen()
    {
        var store = Open(isInMemory: false);
        await store.PutAsync("a", Random(20 * Large));
        for (var i = 0; i < 10; i++)
        {
            using var reader = await store.OpenAsync("a");
            reader.Announce(i * 100_000, 17 * Large);
            reader.Read(i * 100_000, new byte[Large]);
        }

        Assert.Equal(0, CountOpen(store.PathOf("a")));
    }

    private static int CountOpen(string path)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /proc");
        return Directory.EnumerateFiles("/proc/self/fd").Count(descriptor => TargetOf(descriptor) == path);
    }

    /// <summary>Null for a file that another test has closed meanwhile.</summary>
    private static string? TargetOf(string descriptor)
    {
        try
        {
            return File.ResolveLinkTarget(descriptor, returnFinalTarget: false)?.FullName;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static byte[] Random(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private LocalObjectStore Open(bool isInMemory)
    {
        if (isInMemory) _disk = SmallDisk.Mount(_folder.Path, "size=64m");
        return new LocalObjectStore(Path.Combine(_disk?.Path ?? _folder.Path, "lake"));
    }

    /// <summary>Memory that begins at a page and stays where it is.</summary>
    private static Memory<byte> AllocatePages(int lengthBytes)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(lengthBytes + IObjectStore.PageBytes, pinned: true);
        var address = (long)Marshal.UnsafeAddrOfPinnedArrayElement(bytes, 0);
        return bytes.AsMemory((int)(-address & (IObjectStore.PageBytes - 1)), lengthBytes);
    }
}
