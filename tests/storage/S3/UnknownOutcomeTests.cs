using OpenPayments.Ingestion.Stores;
using OpenPayments.Storage.S3;
using OpenPayments.Tests.Servers;

namespace OpenPayments.Storage.Tests.S3;

/// <summary>Requests that the server did and whose answer was lost: asking again must not be told "taken" of one's own object.</summary>
public sealed class UnknownOutcomeTests(S3Servers servers)
{
    private const string Key = "raw/file.csv";

    private readonly S3Location _place = S3Servers.NewLocation();

    public static TheoryData<string> Servers => ["ceph", "moto"];

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task PutIfAbsent_WhoseAnswerWasLost_IsTrue(string server)
    {
        var (proxy, store) = await OpenAsync(server, request => request is { Method: "PUT", Number: 1 });
        await using var _ = proxy;
        using var __ = store;

        Assert.True(await store.PutIfAbsentAsync(Key, "ours"u8.ToArray()));
        Assert.Equal("ours"u8.ToArray(), await store.ReadAsync(Key));
        Assert.True(proxy.Requests.Count(request => request.Method == "PUT") > 1);
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task PutIfAbsent_WhoseRefusalWasLost_IsFalse(string server)
    {
        var (proxy, store) = await OpenAsync(server, request => request is { Method: "PUT", Number: 2 });
        await using var _ = proxy;
        using var __ = store;
        await store.PutAsync(Key, "same"u8.ToArray());

        Assert.False(await store.PutIfAbsentAsync(Key, "same"u8.ToArray()));
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Replace_WhoseAnswerWasLost_IsTrue(string server)
    {
        var (proxy, store) = await OpenAsync(server, request => request is { Method: "PUT", Number: 2 });
        await using var _ = proxy;
        using var __ = store;
        await store.PutAsync(Key, "old"u8.ToArray());

        Assert.True(await store.ReplaceAsync(Key, await store.ReadVersionAsync(Key), "new"u8.ToArray()));
        Assert.Equal("new"u8.ToArray(), await store.ReadAsync(Key));
    }

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Completion_WhoseAnswerWasLost_IsTrue(string server)
    {
        var (proxy, store) = await OpenAsync(server, request => request is { Method: "POST" } && request.Target.Contains("uploadId", StringComparison.Ordinal));
        await using var _ = proxy;
        using var __ = store;
        var lost = 0;
        proxy.Choose = request => request.Method == "POST" && request.Target.Contains("uploadId", StringComparison.Ordinal) && Interlocked.Increment(ref lost) == 1 ? Fault.LoseReply : Fault.None;
        var content = new byte[12_000_000];
        new Random(1).NextBytes(content);

        await using (var writer = await store.CreateAsync(Key))
        {
            await writer.WriteAsync(content);
            Assert.True(await writer.CommitIfAbsentAsync());
        }

        Assert.Equal(content, await store.ReadAsync(Key));
        Assert.True(lost > 1);
    }

    private async Task<(FaultProxy Proxy, S3ObjectStore Store)> OpenAsync(string server, Func<ProxiedRequest, bool> isLost)
    {
        var options = await servers.OptionsAsync(server);
        var proxy = FaultProxy.Start(options.Endpoint!);
        proxy.Choose = request => isLost(request) ? Fault.LoseReply : Fault.None;
        return (proxy, new S3ObjectStore(_place, options with { Endpoint = proxy.Endpoint }));
    }
}
