using OpenPayments.Ingestion.Stores;
using OpenPayments.Storage.S3;
using OpenPayments.Tests.Servers;

namespace OpenPayments.Storage.Tests.S3;

/// <summary>Objects of several parts.</summary>
public sealed class UploadTests(S3Servers servers)
{
    private const string Key = "raw/file.csv";

    private readonly S3Location _place = S3Servers.NewLocation();

    public static TheoryData<string> Servers => ["ceph", "moto"];

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task CommitOfParts_BySixteen_HasOneWinnerAndItsBytes(string server)
    {
        var options = (await servers.OptionsAsync(server)) with { PartsInFlight = 1 };
        using var store = new S3ObjectStore(_place, options);
        var writers = new List<IObjectWriter>();
        for (byte index = 0; index < 16; index++)
        {
            var writer = await store.CreateAsync(Key);
            await writer.WriteAsync(Filled(index));
            writers.Add(writer);
        }

        // moto knows the condition but does not decide races: there they go one after another.
        var atOnce = server == "ceph" ? 16 : 1;
        var won = new bool[16];
        await Parallel.ForAsync(0, 16, new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (index, token) => won[index] = await writers[index].CommitIfAbsentAsync(token));
        foreach (var writer in writers) await writer.DisposeAsync();

        var winner = Assert.Single(Enumerable.Range(0, won.Length), index => won[index]);
        Assert.Equal(Filled((byte)winner), await store.ReadAsync(Key));
        Assert.Empty(await UploadsAsync(options));
        Assert.Equal([Key], await store.ListAsync("").ToListAsync());
    }

    [Fact]
    public async Task Claim_OfAnUploadThatDied_IsTakenUpByWhoBringsTheSameBytes()
    {
        var options = await servers.CephAsync();
        await using var proxy = FaultProxy.Start(options.Endpoint!);
        using var dying = new CancellationTokenSource();
        proxy.Choose = request =>
        {
            if (request.Method != "POST" || !request.Target.Contains("uploadId", StringComparison.Ordinal)) return Fault.None;
            dying.Cancel(); // The claim is made; the completion never comes.
            return Fault.ResetBefore;
        };
        using (var first = new S3ObjectStore(_place, options with { Endpoint = proxy.Endpoint }))
        await using (var writer = await first.CreateAsync(Key))
        {
            await writer.WriteAsync(Filled(7));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writer.CommitIfAbsentAsync(dying.Token));
        }

        using var second = new S3ObjectStore(_place, options);
        Assert.Null(await second.GetLengthAsync(Key));
        await using (var writer = await second.CreateAsync(Key))
        {
            await writer.WriteAsync(Filled(7));
            Assert.True(await writer.CommitIfAbsentAsync());
        }

        Assert.Equal(Filled(7), await second.ReadAsync(Key));
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task AbandonedWriter_LeavesNothing_NotEvenAnUpload(string server)
    {
        var options = await servers.OptionsAsync(server);
        using var store = new S3ObjectStore(_place, options);
        await using (var writer = await store.CreateAsync(Key)) await writer.WriteAsync(Filled(1));

        Assert.Null(await store.GetLengthAsync(Key));
        Assert.Empty(await UploadsAsync(options));
        Assert.Equal(0, store.Connection.Buffers.InUse);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task LargePut_ReplacesTheObjectOnlyWhenAllPartsAreThere(string server)
    {
        var options = await servers.OptionsAsync(server);
        await using var proxy = FaultProxy.Start(options.Endpoint!);
        using var store = new S3ObjectStore(_place, options with { Endpoint = proxy.Endpoint });
        await store.PutAsync(Key, "old"u8.ToArray());
        using var dying = new CancellationTokenSource();
        proxy.Choose = request =>
        {
            if (request.Method != "PUT" || !request.Target.Contains("partNumber=2", StringComparison.Ordinal)) return Fault.None;
            dying.Cancel();
            return Fault.ResetInBody;
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.PutAsync(Key, Filled(9), dying.Token));

        Assert.Equal("old"u8.ToArray(), await store.ReadAsync(Key));
        Assert.Empty(await UploadsAsync(options));
        proxy.Choose = _ => Fault.None;
        await store.PutAsync(Key, Filled(9));
        Assert.Equal(Filled(9), await store.ReadAsync(Key));
    }

    [Fact]
    public async Task Memory_IsBoundedByThePartsInFlight_NotByTheObject()
    {
        var options = (await servers.CephAsync()) with { PartsInFlight = 2, BlockSizeBytes = 1 << 20, BlocksAhead = 3 };
        using var store = new S3ObjectStore(_place, options);
        var piece = Filled(3);
        await using (var writer = await store.CreateAsync(Key))
        {
            for (var i = 0; i < 6; i++) await writer.WriteAsync(piece);
            Assert.True(await writer.CommitIfAbsentAsync());
        }

        Assert.InRange(store.Connection.Buffers.Peak, 2, 3);
        Assert.Equal(0, store.Connection.Buffers.InUse);

        using var readingStore = new S3ObjectStore(_place, options);
        using (var reader = await readingStore.OpenAsync(Key))
        {
            reader.Announce(0, reader.LengthBytes);
            var buffer = new byte[300_000];
            long total = 0;
            for (int count; (count = reader.Read(total, buffer)) > 0; total += count)
                Assert.True(buffer.AsSpan(0, count).IndexOfAnyExcept((byte)3) < 0);
            Assert.Equal(6L * piece.Length, total);
        }

        Assert.InRange(readingStore.Connection.Buffers.Peak, 2, 4);
        Assert.Equal(0, readingStore.Connection.Buffers.InUse);
    }

    [Fact]
    public async Task AnnouncedRange_IsFetchedAhead_AndNothingBehindIt()
    {
        var options = (await servers.CephAsync()) with { BlockSizeBytes = 1 << 20 };
        await using var proxy = FaultProxy.Start(options.Endpoint!);
        using var store = new S3ObjectStore(_place, options with { Endpoint = proxy.Endpoint });
        var content = new byte[11_000_000];
        new Random(5).NextBytes(content);
        await store.PutAsync(Key, content);
        using var reader = await store.OpenAsync(Key);
        const int from = 3_000_001, length = 4_000_000;
        reader.Announce(from, length);
        var read = new byte[length];
        for (var done = 0; done < length;) done += reader.Read(from + done, read.AsSpan(done, Math.Min(70_000, length - done)));

        Assert.Equal(content[from..(from + length)], read);
        var ranges = proxy.Requests.Where(request => request.Method == "GET").Skip(1).Select(request => request.Range!["bytes=".Length..].Split('-')).ToList();
        Assert.Equal(4, ranges.Count);
        Assert.All(ranges, range => Assert.InRange(long.Parse(range[0]), from, from + length));
        Assert.Equal(from + length - 1, ranges.Max(range => long.Parse(range[1])));
    }

    [Fact]
    public async Task ReaderOfALargeObject_ThatIsReplaced_SaysSoRatherThanMixTwo()
    {
        using var store = new S3ObjectStore(_place, await servers.CephAsync());
        await store.PutAsync(Key, Filled(1));
        using var reader = await store.OpenAsync(Key);
        await store.PutAsync(Key, Filled(2));

        Assert.Contains("was replaced while it was being read", Assert.Throws<StoreException>(() => reader.Read(9_000_000, new byte[10])).Message);
    }

    private static byte[] Filled(byte value)
    {
        var bytes = new byte[12_000_000];
        Array.Fill(bytes, value);
        return bytes;
    }

    private async Task<IEnumerable<string>> UploadsAsync(S3StoreOptions options)
    {
        using var client = S3Servers.ClientOf(options);
        var uploads = await client.ListMultipartUploadsAsync(new Amazon.S3.Model.ListMultipartUploadsRequest { BucketName = S3Servers.Bucket });
        return (uploads.MultipartUploads ?? []).Select(upload => upload.Key).Where(key => key.StartsWith(_place.Path, StringComparison.Ordinal));
    }
}
