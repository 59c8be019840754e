using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Amazon.DynamoDBv2.Model;
using Microsoft.Extensions.Time.Testing;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Storage;

namespace OpenPayments.Orleans.DynamoDB.Tests;

/// <summary>The rows: they are the official package's, with our token; and they end at 400 KB.</summary>
public sealed class GrainStorageFormatTests(LocalDynamoDB server)
{
    private static readonly GrainId Grain = GrainId.Create("chunk", "2024/a.csv");

    private static Dictionary<string, AttributeValue> OfficialRow(string etag, AttributeValue state) => new()
    {
        ["GrainReference"] = new("svc_chunk/2024/a.csv"),
        ["GrainType"] = new("notes"),
        ["ETag"] = new() { N = etag },
        ["GrainState"] = state,
    };

    private static AttributeValue Bytes(string json) => new() { B = new MemoryStream(Encoding.UTF8.GetBytes(json)) };

    /// <summary>The one row of a table, without our token, after a look at it.</summary>
    private async Task<Dictionary<string, AttributeValue>> OnlyRowAsync(TestStorage storage)
    {
        var row = Assert.Single((await server.Client.ScanAsync(new ScanRequest(storage.Options.TableName))).Items);
        Assert.Equal(32, row["WriterToken"].S.Length);
        row.Remove("WriterToken");
        return row;
    }

    [Fact]
    public async Task Rows_OfAWriteAnUpdateAndAClear_AreTheOfficialOnes()
    {
        var storage = await TestStorage.OpenAsync(server.Url);
        var state = new GrainState<Notes>(new Notes { Text = "a", Count = 1 });
        await storage.Storage.WriteAsync(Grain, state);
        var json = TestStorage.Json.Serialize(state.State).ToString();
        Assert.Equal(Rows.Text(OfficialRow("0", Bytes(json))), Rows.Text(await OnlyRowAsync(storage)));

        await storage.Storage.WriteAsync(Grain, state);
        Assert.Equal(Rows.Text(OfficialRow("1", Bytes(json))), Rows.Text(await OnlyRowAsync(storage)));

        await storage.Storage.ClearAsync(Grain, state);
        Assert.Equal(Rows.Text(OfficialRow("2", new() { NULL = true })), Rows.Text(await OnlyRowAsync(storage)));
    }

    [Fact]
    public async Task ARow_OfAClearBeforeAnyWrite_HasEtagOne()
    {
        var storage = await TestStorage.OpenAsync(server.Url);
        await storage.Storage.ClearAsync(Grain, new GrainState<Notes>(new Notes()));
        Assert.Equal(Rows.Text(OfficialRow("1", new() { NULL = true })), Rows.Text(await OnlyRowAsync(storage)));
    }

    [Fact]
    public async Task OfficialRows_AreReadChangedAndCleared()
    {
        var storage = await TestStorage.OpenAsync(server.Url);
        await server.Client.PutItemAsync(storage.Options.TableName, OfficialRow("41", Bytes("""{"Text":"theirs","Count":7}""")));

        var state = await storage.Storage.ReadAsync(Grain);
        Assert.Equal((new Notes { Text = "theirs", Count = 7 }, true, "41"), (state.State, state.RecordExists, state.ETag));
        await storage.Storage.WriteAsync(Grain, state);
        Assert.Equal("42", state.ETag);
        await storage.Storage.ClearAsync(Grain, state);
        Assert.Equal("43", (await storage.Storage.ReadAsync(Grain)).ETag);
    }

    [Fact]
    public async Task AnOfficialClearedRow_HasAnEtagAndNoState()
    {
        var storage = await TestStorage.OpenAsync(server.Url);
        await server.Client.PutItemAsync(storage.Options.TableName, OfficialRow("5", new() { NULL = true }));

        var state = await storage.Storage.ReadAsync(Grain);

        Assert.Equal((new Notes(), false, "5"), (state.State, state.RecordExists, state.ETag));
    }

    [Fact]
    public async Task OtherAttributes_OfARow_Stay()
    {
        var storage = await TestStorage.OpenAsync(server.Url);
        var row = OfficialRow("0", Bytes("{}"));
        row["Mine"] = new("kept");
        await server.Client.PutItemAsync(storage.Options.TableName, row);

        await storage.Storage.WriteAsync(Grain, await storage.Storage.ReadAsync(Grain));

        Assert.Equal("kept", (await OnlyRowAsync(storage))["Mine"].S);
    }

    [Fact]
    public async Task TimeToLive_IsCountedFromEveryWrite()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 0, 0, 0, TimeSpan.Zero));
        var options = TestStorage.NewOptions(server.Url);
        options.TimeToLive = TimeSpan.FromHours(1);
        var storage = await TestStorage.OpenAsync(options, time);
        var state = new GrainState<Notes>(new Notes());
        foreach (var _ in Enumerable.Range(0, 2))
        {
            time.Advance(TimeSpan.FromDays(365_000)); // far from the server's clock, which deletes what has expired
            await storage.Storage.WriteAsync(Grain, state);
            Assert.Equal(time.GetUtcNow().AddHours(1).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), (await OnlyRowAsync(storage))["GrainTtl"].N);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(400_000)]
    public async Task States_OfEitherFormat_AreReadAcrossAChangeOfIt(int? length)
    {
        var options = TestStorage.NewOptions(server.Url);
        var written = new GrainState<Notes>(new Notes { Text = length is { } n ? new string('x', n) : null, Count = 3 });
        await (await TestStorage.OpenAsync(options)).Storage.WriteAsync(Grain, written);

        // The new format is written, and both are read.
        options.GrainStorageSerializer = new GrainStorageSerializer(TestStorage.Binary, TestStorage.Json);
        var storage = await TestStorage.OpenAsync(options);
        var read = await storage.Storage.ReadAsync(Grain);
        Assert.Equal(written.State, read.State);
        await storage.Storage.WriteAsync(Grain, read);

        options.GrainStorageSerializer = TestStorage.Binary;
        Assert.Equal(written.State, (await (await TestStorage.OpenAsync(options)).Storage.ReadAsync(Grain)).State);
    }

    [Fact]
    public async Task ATooLargeState_IsRefusedBeforeTheCall_WithGrainAndSize()
    {
        using var proxy = new FakeEndpoint(server.Url);
        var storage = await TestStorage.OpenAsync(proxy.Url);
        var before = proxy.Operations.Count;

        var error = await Assert.ThrowsAsync<DynamoDBException>(() => storage.Storage.WriteAsync(Grain, new GrainState<Notes>(new Notes { Text = new string('x', 420_000) })));

        Assert.Contains("'notes' of grain chunk/2024/a.csv is 420,", error.Message, StringComparison.Ordinal);
        Assert.Contains("409,600", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, proxy.Operations.Count);
    }

    [Fact]
    public async Task TheLargestState_ThatWeLetThrough_IsTakenByTheServer()
    {
        var storage = await TestStorage.OpenAsync(server.Url);
        // Longer and longer, to the first one that we refuse.
        var length = 409_000;
        while (true)
        {
            try
            {
                await storage.Storage.WriteAsync(Grain, await storage.Storage.ReadAsync(Grain) is var state ? new GrainState<Notes>(new Notes { Text = new string('x', length) }) { ETag = state.ETag } : null!);
            }
            catch (DynamoDBException e)
            {
                Assert.Null(e.Cause); // ours, not the server's
                break;
            }

            length += 10;
        }

        Assert.InRange(length, 409_010, 409_600);
    }

    [Fact]
    public async Task AKey_ThatIsTooLong_IsRefusedWithItsSize()
    {
        var storage = await TestStorage.OpenAsync(server.Url);
        // Two bytes a letter: 1,030 of them are too many for a hash key.
        var grain = GrainId.Create("chunk", new string('é', 1030));
        var error = await Assert.ThrowsAsync<DynamoDBException>(() => storage.Storage.WriteAsync(grain, new GrainState<Notes>(new Notes())));
        Assert.Contains("DynamoDB takes 2,048", error.Message, StringComparison.Ordinal);

        error = await Assert.ThrowsAsync<DynamoDBException>(() => storage.Storage.WriteAsync(Grain, new GrainState<Notes>(new Notes()), new string('n', 1025)));
        Assert.Contains("DynamoDB takes 1,024", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AStateThatCannotBeRead_IsNamed()
    {
        var storage = await TestStorage.OpenAsync(server.Url);
        await server.Client.PutItemAsync(storage.Options.TableName, OfficialRow("0", Bytes("not json")));

        var error = await Assert.ThrowsAsync<DynamoDBException>(() => storage.Storage.ReadAsync(Grain));
        Assert.Contains("'notes' of grain chunk/2024/a.csv", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnOwnClient_IsUsedAndNothingElse()
    {
        using var client = LocalDynamoDB.NewClient(server.Url);
        var options = TestStorage.NewOptions("nowhere");
        options.CreateClient = () => client;
        var storage = await TestStorage.OpenAsync(options);
        await storage.Storage.WriteAsync(Grain, new GrainState<Notes>(new Notes()));
    }

    [Fact]
    public async Task Requests_AreCounted_ByServerOperationAndStatus()
    {
        using var proxy = new FakeEndpoint(server.Url);
        var counted = new System.Collections.Concurrent.ConcurrentQueue<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == DynamoDBHttp.MeterName) self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            var text = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value?.ToString());
            if ($"http://{text["server"]}/" == proxy.Url) counted.Enqueue($"{text["operation"]} {text["status"]} {value}");
        });
        listener.Start();
        var storage = await TestStorage.OpenAsync(proxy.Url);
        proxy.LoseReplies("PutItem");

        await storage.Storage.WriteAsync(Grain, new GrainState<Notes>(new Notes()));
        await storage.Storage.ReadAsync(Grain);

        // The reply that was lost counts too, whatever of it was seen.
        var last = counted.TakeLast(3).ToArray();
        Assert.StartsWith("PutItem ", last[0], StringComparison.Ordinal);
        Assert.Equal(["PutItem 400 1", "GetItem 200 1"], last[1..]);
    }
}
