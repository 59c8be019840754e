using Amazon.DynamoDBv2.Model;
using Orleans;
using Orleans.Runtime;
using static OpenPayments.Orleans.DynamoDB.Tests.TestCluster;

namespace OpenPayments.Orleans.DynamoDB.Tests;

/// <summary>What Orleans 10.4 asks of every membership table.</summary>
public sealed class MembershipTableTests(LocalDynamoDB server)
{
    [Fact]
    public async Task ReadAll_OfANewTable_IsEmptyAtVersionZero()
    {
        var table = await OpenAsync(server.Url);

        var data = await table.ReadAllAsync();

        Assert.Empty(data.Members);
        Assert.Equal((0, "0"), (data.Version.Version, data.Version.VersionEtag));
    }

    [Fact]
    public async Task Insert_CommitsOneVersion()
    {
        var table = await OpenAsync(server.Url);

        Assert.True(await table.InsertAsync(Entry(1)));

        var data = await table.ReadAllAsync();
        Assert.Equal(1, data.Version.Version);
        Assert.NotEqual("0", data.Version.VersionEtag);
        Assert.Equal(Text(Entry(1)), Text(Assert.Single(data.Members).Item1));
    }

    [Fact]
    public async Task Insert_OfStaleVersionOrExistingRow_Fails()
    {
        var table = await OpenAsync(server.Url);
        var empty = (await table.ReadAllAsync()).Version;
        Assert.True(await table.InsertRowAsync(Entry(1), empty.Next()));
        var before = Text(await table.ReadAllAsync());

        Assert.False(await table.InsertRowAsync(Entry(1), empty.Next())); // same row, old version
        Assert.False(await table.InsertRowAsync(Entry(2), empty.Next())); // new row, old version
        Assert.False(await table.InsertAsync(Entry(1))); // same row, new version
        Assert.False(await table.InsertRowAsync(Entry(2), new TableVersion(9, "no number")));
        Assert.Equal(before, Text(await table.ReadAllAsync()));
    }

    [Fact]
    public async Task Update_CommitsOneVersionARound_AndKeepsVotes()
    {
        var table = await OpenAsync(server.Url);
        await table.InsertAsync(Entry(1));
        for (var round = 1; round <= 10; round++)
        {
            var data = await table.ReadRowAsync(Address(1));
            var (entry, etag) = data.Members.Single();
            entry.AddSuspector(Address(100 + round), Now.AddSeconds(round));

            var stale = new TableVersion(data.Version.Version, "99");
            Assert.False(await table.UpdateRowAsync(entry, etag, stale.Next()));
            Assert.True(await table.UpdateRowAsync(entry, etag, data.Version.Next()));
            Assert.False(await table.UpdateRowAsync(entry, etag, data.Version.Next())); // the same again

            var after = await table.ReadRowAsync(Address(1));
            Assert.Equal(data.Version.Version + 1, after.Version.Version);
            Assert.Equal(Text(entry), Text(after.Members.Single().Item1));
        }
    }

    [Fact]
    public async Task Update_WithoutVotes_RemovesTheOldOnes()
    {
        var table = await OpenAsync(server.Url);
        await table.InsertAsync(Entry(1));
        await table.ChangeAsync(Address(1), entry => entry.AddSuspector(Address(2), Now));

        Assert.True(await table.ChangeAsync(Address(1), entry => entry.SuspectTimes!.Clear()));

        Assert.True((await table.EntryAsync(Address(1))).SuspectTimes is null or []);
    }

    [Fact]
    public async Task Update_OfAMissingRow_Fails()
    {
        var table = await OpenAsync(server.Url);
        var version = (await table.ReadAllAsync()).Version;

        Assert.False(await table.UpdateRowAsync(Entry(1), "0", version.Next()));
        Assert.False(await table.UpdateRowAsync(Entry(1), "no number", version.Next()));
        Assert.Equal(version, (await table.ReadAllAsync()).Version);
    }

    [Fact]
    public async Task Update_WithARowOfBeforeAnotherCommit_Fails()
    {
        var table = await OpenAsync(server.Url);
        await table.InsertAsync(Entry(1));
        await table.InsertAsync(Entry(2));
        var stale = await table.ReadRowAsync(Address(1));
        var (entry, etag) = stale.Members.Single();

        // Another row moves the table's version; then the same row moves.
        await table.ChangeAsync(Address(2), other => other.Status = SiloStatus.Dead);
        Assert.False(await table.UpdateRowAsync(entry, etag, stale.Version.Next()));
        await table.ChangeAsync(Address(1), other => other.Status = SiloStatus.ShuttingDown);
        Assert.False(await table.UpdateRowAsync(entry, etag, (await table.ReadAllAsync()).Version.Next()));

        Assert.Equal(SiloStatus.ShuttingDown, (await table.EntryAsync(Address(1))).Status);
    }

    [Fact]
    public async Task ADeadSilo_StaysDead_BesideItsSuccessor()
    {
        var table = await OpenAsync(server.Url);
        await table.InsertAsync(Entry(1));
        await table.ChangeAsync(Address(1), entry => entry.Status = SiloStatus.Dead);

        Assert.True(await table.InsertAsync(Entry(1, generation: 2)));

        var statuses = (await table.ReadAllAsync()).Members.ToDictionary(member => member.Item1.SiloAddress.Generation, member => member.Item1.Status);
        Assert.Equal((SiloStatus.Dead, SiloStatus.Active), (statuses[1], statuses[2]));
    }

    [Fact]
    public async Task Heartbeat_ChangesTheTimeAlone()
    {
        var table = await OpenAsync(server.Url);
        var entry = Entry(1);
        entry.AddSuspector(Address(2), Now);
        await table.InsertAsync(entry);
        var before = await table.ReadAllAsync();

        entry.IAmAliveTime = Now.AddMinutes(1);
        await table.UpdateIAmAliveAsync(new MembershipEntry { SiloAddress = Address(1), IAmAliveTime = entry.IAmAliveTime });

        var after = await table.ReadAllAsync();
        Assert.Equal((before.Version, before.Members[0].Item2), (after.Version, after.Members[0].Item2));
        Assert.Equal(Text(entry), Text(after.Members[0].Item1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Tokens_FromBeforeAHeartbeat_StillCommit(bool vote)
    {
        var table = await OpenAsync(server.Url);
        await table.InsertAsync(Entry(1));
        var data = await table.ReadRowAsync(Address(1));
        await table.UpdateIAmAliveAsync(Entry(1));

        var (entry, etag) = data.Members.Single();
        if (vote) entry.AddSuspector(Address(2), Now);
        else entry.Status = SiloStatus.ShuttingDown;

        Assert.True(await table.UpdateRowAsync(entry, etag, data.Version.Next()));
        Assert.Equal(Text(entry), Text(await table.EntryAsync(Address(1))));
    }

    [Fact]
    public async Task Heartbeat_IsOneWriteAndNoRead()
    {
        using var proxy = new FakeEndpoint(server.Url);
        var table = await OpenAsync(proxy.Url);
        await table.InsertAsync(Entry(1));
        var before = proxy.Operations.Count;

        await table.UpdateIAmAliveAsync(Entry(1));

        Assert.Equal(["UpdateItem"], proxy.Operations.Skip(before));
    }

    [Fact]
    public async Task Heartbeat_OfARemovedSilo_SaysSo()
    {
        var table = await OpenAsync(server.Url);
        var error = await Assert.ThrowsAsync<DynamoDBException>(() => table.UpdateIAmAliveAsync(Entry(1)));
        Assert.Contains("has no row", error.Message, StringComparison.Ordinal);
        Assert.Empty((await table.ReadAllAsync()).Members);
    }

    [Fact]
    public async Task Reads_AgreeAndAreNotChangedByLaterWrites()
    {
        var table = await OpenAsync(server.Url);
        var written = Entry(1);
        written.AddSuspector(Address(2), Now);
        await table.InsertAsync(written);
        var all = await table.ReadAllAsync();
        var one = await table.ReadRowAsync(Address(1));
        Assert.Equal(Text(all), Text(one));
        var before = Text(all);

        written.Status = SiloStatus.Dead; // what was handed in
        written.SuspectTimes!.Clear();
        one.Members[0].Item1.SuspectTimes!.Clear(); // what was handed out
        await table.ChangeAsync(Address(1), entry => entry.AddSuspector(Address(3), Now));

        Assert.Equal(before, Text(all));
        Assert.Equal(2, (await table.EntryAsync(Address(1))).SuspectTimes!.Count);
    }

    [Fact]
    public async Task ReadRow_OfAnUnknownSilo_GivesTheVersionAlone()
    {
        var table = await OpenAsync(server.Url);
        await table.InsertAsync(Entry(1));

        var data = await table.ReadRowAsync(Address(2));

        Assert.Empty(data.Members);
        Assert.Equal(1, data.Version.Version);
    }

    [Fact]
    public async Task Handles_ShareTheTable_AndOpeningAgainKeepsIt()
    {
        var cluster = new TestCluster(server.Url);
        var first = await cluster.SiloAsync();
        await first.InsertAsync(Entry(1));

        var second = await cluster.SiloAsync();
        await first.InitializeMembershipTableAsync(tryInitTableVersion: true);
        await second.InsertAsync(Entry(2));

        Assert.Equal(2, (await first.ReadAllAsync()).Version.Version);
        Assert.Equal(Text(await first.ReadAllAsync()), Text(await second.ReadAllAsync()));
    }

    [Fact]
    public async Task Inserts_AtOneVersion_HaveOneWinner()
    {
        var table = await OpenAsync(server.Url);
        var version = (await table.ReadAllAsync()).Version.Next();

        var outcomes = await Task.WhenAll(Enumerable.Range(1, 20).Select(port => table.InsertRowAsync(Entry(port), version)));

        Assert.Single(outcomes, won => won);
        Assert.Single((await table.ReadAllAsync()).Members);
    }

    [Fact]
    public async Task Updates_OfDifferentRowsAtOneVersion_HaveOneWinner()
    {
        var table = await OpenAsync(server.Url);
        for (var port = 1; port <= 5; port++) await table.InsertAsync(Entry(port));
        var data = await table.ReadAllAsync();

        var outcomes = await Task.WhenAll(data.Members.Select(member => table.UpdateRowAsync(member.Item1, member.Item2, data.Version.Next())));

        Assert.Single(outcomes, won => won);
        Assert.Equal(6, (await table.ReadAllAsync()).Version.Version);
    }

    [Fact]
    public async Task Updates_ThatAreRepeatedUntilTheyWin_EachCommitOneVersion_AndReadersSeeOnlyCommits()
    {
        var table = await OpenAsync(server.Url);
        const int Silos = 8;
        for (var port = 1; port <= Silos; port++) await table.InsertAsync(Entry(port));
        using var stop = new CancellationTokenSource();
        var views = new System.Collections.Concurrent.ConcurrentDictionary<int, string>();

        // Two readers: a version may be skipped, but must say the same whoever sees it.
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var data = await table.ReadAllAsync();
                Assert.Equal(views.GetOrAdd(data.Version.Version, Text(data)), Text(data));
                Assert.Equal(data.Version.Version - Silos, data.Members.Sum(member => member.Item1.SuspectTimes?.Count ?? 0));
            }
        })).ToArray();

        await Task.WhenAll(Enumerable.Range(1, Silos).Select(port => Task.Run(async () =>
        {
            for (var vote = 0; vote < 3; vote++)
                while (!await table.ChangeAsync(Address(port), entry => entry.AddSuspector(Address(100 + vote), Now.AddSeconds(vote))))
                    await Task.Yield();
        })));
        await stop.CancelAsync();
        await Task.WhenAll(readers);

        Assert.Equal(Silos * 4, (await table.ReadAllAsync()).Version.Version);
    }

    [Fact]
    public async Task Clusters_OfOneTable_AreSeparate_AlsoWithASharedPrefix()
    {
        var silos = new TestCluster(server.Url);
        var first = await silos.SiloAsync("cluster");
        var second = await silos.SiloAsync("cluster-2");
        await first.InsertAsync(Entry(1));
        await second.InsertAsync(Entry(2));

        Assert.Equal(Address(1), Assert.Single((await first.ReadAllAsync()).Members).Item1.SiloAddress);
        Assert.Equal(Address(2), Assert.Single((await second.ReadAllAsync()).Members).Item1.SiloAddress);
    }

    [Fact]
    public async Task Delete_RemovesTheClusterThatWasNamed_AndNoOther()
    {
        var silos = new TestCluster(server.Url);
        var first = await silos.SiloAsync("cluster");
        var second = await silos.SiloAsync("cluster-2");
        for (var port = 1; port <= 30; port++) await first.InsertAsync(Entry(port));
        await second.InsertAsync(Entry(2));

        await second.DeleteMembershipTableEntriesAsync("unknown");
        Assert.Equal(30, (await first.ReadAllAsync()).Members.Count);
        await second.DeleteMembershipTableEntriesAsync("cluster");

        Assert.Single((await second.ReadAllAsync()).Members);
        var error = await Assert.ThrowsAsync<DynamoDBException>(() => first.ReadAllAsync());
        Assert.Contains("knows no cluster cluster", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<DynamoDBException>(() => first.ReadRowAsync(Address(1)));
    }

    [Fact]
    public async Task Cleanup_RemovesOnlyDeadRowsThatAreOlderInEveryRespect()
    {
        var table = await OpenAsync(server.Url);
        // Between two milliseconds: a row of that very moment is stored a little older.
        var cutoff = new DateTimeOffset(Now.AddTicks(4567));
        var old = Now.AddDays(-1);
        async Task InsertAsync(int port, SiloStatus status, DateTime started, DateTime alive, DateTime? vote = null)
        {
            var entry = Entry(port, status);
            (entry.StartTime, entry.IAmAliveTime) = (started, alive);
            if (vote is { } time) entry.AddSuspector(Address(100), time);
            Assert.True(await table.InsertAsync(entry));
        }

        await InsertAsync(1, SiloStatus.Dead, old, old);
        await InsertAsync(2, SiloStatus.Dead, old, old, old);
        await InsertAsync(3, SiloStatus.Dead, old, cutoff.UtcDateTime);
        await InsertAsync(4, SiloStatus.Dead, cutoff.UtcDateTime, old);
        await InsertAsync(5, SiloStatus.Dead, old, old, cutoff.UtcDateTime);
        var ports = new List<int> { 3, 4, 5 };
        foreach (var status in new[] { SiloStatus.Created, SiloStatus.Joining, SiloStatus.Active, SiloStatus.ShuttingDown, SiloStatus.Stopping })
        {
            ports.Add(10 + (int)status);
            await InsertAsync(10 + (int)status, status, old, old);
        }

        var version = (await table.ReadAllAsync()).Version;
        await table.CleanupDefunctSiloEntriesAsync(cutoff);

        var left = await table.ReadAllAsync();
        Assert.Equal(ports.Order(), left.Members.Select(member => member.Item1.SiloAddress.Endpoint.Port).Order());
        Assert.Equal(version, left.Version);
    }

    [Fact]
    public async Task ReadAll_OfManyPages_GivesAll()
    {
        var silos = new TestCluster(server.Url);
        var table = await silos.SiloAsync();
        // Rows of 100 KB: DynamoDB ends a page at 1 MB.
        for (var port = 1; port <= 12; port++)
        {
            var entry = Entry(port);
            entry.HostName = new string('h', 100_000);
            Assert.True(await table.InsertAsync(entry));
        }

        Assert.Equal(12, (await table.ReadAllAsync()).Members.Count);
        await table.DeleteMembershipTableEntriesAsync("cluster");
        Assert.Equal(0, (await server.Client.ScanAsync(new ScanRequest(silos.TableName))).Count);
    }

    [Theory]
    [InlineData("ThrottlingError", null)]
    [InlineData("ConditionalCheckFailed", false)]
    [InlineData("TransactionConflict", false)]
    public async Task ACancelledTransaction_IsAFailureOnlyForMoreThanContention(string code, bool? outcome)
    {
        using var proxy = new FakeEndpoint(server.Url);
        var table = await OpenAsync(proxy.Url);
        proxy.Answer(400, "TransactionCanceledException", "Transaction cancelled", $$""","CancellationReasons":[{"Code":"None"},{"Code":"{{code}}"}]""");

        var insert = () => table.InsertRowAsync(Entry(1), new TableVersion(0, "0").Next());
        if (outcome is { } expected) Assert.Equal(expected, await insert());
        else Assert.Contains(code, (await Assert.ThrowsAsync<DynamoDBException>(insert)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RowsOfTheOfficialPackage_AreRead_AndOursAreItsOwn()
    {
        var silos = new TestCluster(server.Url);
        var table = await silos.SiloAsync();
        var entry = Entry(11111, generation: 5);
        entry.AddSuspector(Address(1), Now);
        entry.AddSuspector(Address(2), Now.AddSeconds(1));
        await table.InsertAsync(entry);

        // As the official package spells them.
        static AttributeValue Number(int value) => new() { N = $"{value}" };
        var version = new Dictionary<string, AttributeValue>
        {
            ["DeploymentId"] = new("cluster"), ["SiloIdentity"] = new("VersionRow"), ["Port"] = Number(0), ["Generation"] = Number(0), ["SiloStatus"] = Number(0),
            ["ProxyPort"] = Number(0), ["MembershipVersion"] = Number(1), ["ETag"] = Number(1),
        };
        var silo = new Dictionary<string, AttributeValue>
        {
            ["DeploymentId"] = new("cluster"), ["SiloIdentity"] = new("127.0.0.1-11111-5"), ["Address"] = new("127.0.0.1"), ["Port"] = Number(11111), ["Generation"] = Number(5),
            ["HostName"] = new("host"), ["SiloStatus"] = Number(3), ["ProxyPort"] = Number(30000), ["SiloName"] = new("silo-11111"),
            ["SuspectingSilos"] = new("127.0.0.1:1@1|127.0.0.1:2@1"), ["SuspectingTimes"] = new("2026-11-23 01:02:03.456 GMT|2026-11-23 01:02:04.456 GMT"),
            ["StartTime"] = new("2026-11-23 01:02:03.456 GMT"), ["IAmAliveTime"] = new("2026-11-23 01:02:03.456 GMT"), ["MembershipVersion"] = Number(1), ["ETag"] = Number(0),
        };
        var stored = (await server.Client.ScanAsync(new ScanRequest(silos.TableName))).Items.OrderBy(row => row["SiloIdentity"].S, StringComparer.Ordinal).ToArray();
        Assert.All(stored, row => Assert.True(row.Remove("WriterToken")));
        Assert.Equal([Rows.Text(silo), Rows.Text(version)], stored.Select(Rows.Text));

        // Its rows have no token; without votes, it writes no empty texts.
        var other = await silos.SiloAsync("theirs");
        foreach (var row in new[] { version, silo }) row["DeploymentId"] = new("theirs");
        silo.Remove("SuspectingSilos");
        silo.Remove("SuspectingTimes");
        foreach (var row in new[] { version, silo }) await server.Client.PutItemAsync(silos.TableName, row);
        entry.SuspectTimes!.Clear();
        Assert.Equal($"1 1: 0 {Text(entry)}", Text(await other.ReadAllAsync()));
        Assert.True(await other.ChangeAsync(entry.SiloAddress, changed => changed.Status = SiloStatus.Dead));
    }

    [Theory]
    [InlineData("Address", "nowhere")]
    [InlineData("SuspectingTimes", "2026-11-23 01:02:03.456 GMT")]
    public async Task ADamagedRow_IsNamed_AndNotLeftOut(string attribute, string value)
    {
        var silos = new TestCluster(server.Url);
        var table = await silos.SiloAsync();
        await table.InsertAsync(Entry(1));
        var row = (await server.Client.ScanAsync(new ScanRequest(silos.TableName))).Items.Single(row => row["SiloIdentity"].S != "VersionRow");
        row[attribute] = new(value);
        await server.Client.PutItemAsync(silos.TableName, row);

        var error = await Assert.ThrowsAsync<DynamoDBException>(() => table.ReadAllAsync());
        Assert.Contains("127.0.0.1-1-1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OldNames_DoTheSame()
    {
        var table = await OpenAsync(server.Url);
#pragma warning disable CS0618 // obsolete, and still part of the interface
        await table.InitializeMembershipTable(true);
        Assert.True(await table.InsertRow(Entry(1), (await table.ReadAll()).Version.Next()));
        var data = await table.ReadRow(Address(1));
        Assert.True(await table.UpdateRow(data.Members[0].Item1, data.Members[0].Item2, data.Version.Next()));
        await table.UpdateIAmAlive(Entry(1));
        await table.CleanupDefunctSiloEntries(Now);
        await table.DeleteMembershipTableEntries("cluster");
#pragma warning restore CS0618
        await Assert.ThrowsAsync<DynamoDBException>(() => table.ReadAllAsync());
    }
}
