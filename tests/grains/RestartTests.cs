using Microsoft.Data.Sqlite;
using OpenPayments.GrainInterfaces;
using OpenPayments.GrainInterfaces.States;
using OpenPayments.Grains.Tests.Support;
using OpenPayments.Ingestion;
using OpenPayments.Orleans.Sqlite;
using OpenPayments.Silo;
using static OpenPayments.Grains.Tests.Support.Samples;

namespace OpenPayments.Grains.Tests;

/// <summary>Silos that end in the middle of a run, and the next ones over the same state.</summary>
public sealed class RestartTests : IDisposable
{
    private readonly TestLake _lake = new();

    public void Dispose() => _lake.Dispose();

    /// <summary>Some chunks get done, whichever come first, and all others wait.</summary>
    private static FakeStages StagesThatStopAfter(int chunkCount, Gate gate)
    {
        var begunCount = 0;
        return new FakeStages
        {
            ChunkCount = 10,
            OnChunk = (_, cancellation) => Interlocked.Increment(ref begunCount) <= chunkCount ? Task.CompletedTask : gate.PassAsync(cancellation),
        };
    }

    /// <summary>The calls for the chunks that these stages have not done.</summary>
    private static IEnumerable<string> UnfinishedBy(FakeStages before) =>
        Enumerable.Range(0, 10).Select(i => $"chunk {General}/{i:D5}").Except(before.CallsOf("chunk"));

    [Fact]
    public async Task Restart_SameRequest_ProcessesOnlyUnfinishedChunks()
    {
        var gate = new Gate();
        var before = StagesThatStopAfter(5, gate);
        await using (var silo = await _lake.StartAsync(before))
        {
            await silo.Grains.GetYear(2023).StartAsync(Request("run-1", General));
            await gate.Reached;
            await silo.Grains.GetYear(2023).UntilAsync(progress => progress.Files[0].FinishedChunkCount == 5);
        }

        var after = new FakeStages { ChunkCount = 10 };
        await using var next = await _lake.StartAsync(after);
        var started = await next.Grains.GetYear(2023).StartAsync(Request("run-2", General));
        var result = await next.Grains.GetYear(2023).EndAsync("run-1");

        Assert.Equal("run-1", started.RunId);
        Assert.Equal(RunOutcome.Succeeded, result.Outcome);
        Assert.Empty(after.CallsOf("land"));
        Assert.Equal(UnfinishedBy(before), after.CallsOf("chunk").Order());
        Assert.Equal((10, Landed(Source(General), 10).RecordCount - 10), (result.Of(General).Progress.FinishedChunkCount, result.Of(General).Progress.AcceptedCount));
    }

    [Fact]
    public async Task Restart_FromWhatAKilledProcessLeft_ProcessesOnlyUnfinishedChunks()
    {
        var gate = new Gate();
        var before = StagesThatStopAfter(5, gate);
        using var left = new TestLake();
        await using (var silo = await _lake.StartAsync(before))
        {
            await silo.Grains.GetYear(2023).StartAsync(Request("run-1", General));
            await gate.Reached;
            await silo.Grains.GetYear(2023).UntilAsync(progress => progress.Files[0].FinishedChunkCount == 5);
            CopyState(_lake.Path, left.Path);
        }

        var after = new FakeStages { ChunkCount = 10 };
        await using var next = await left.StartAsync(after);
        var result = await next.Grains.RunAsync(Request("run-1", General));

        Assert.Equal(RunOutcome.Succeeded, result.Outcome);
        Assert.Equal(UnfinishedBy(before), after.CallsOf("chunk").Order());
        Assert.Equal(10, result.Of(General).Progress.FinishedChunkCount);
    }

    [Fact]
    public async Task Restart_WithOtherSettings_DoesTheFileAgain()
    {
        var gate = new Gate();
        await using (var silo = await _lake.StartAsync(StagesThatStopAfter(5, gate)))
        {
            await silo.Grains.GetYear(2023).StartAsync(Request("run-1", General));
            await gate.Reached;
        }

        var after = new FakeStages { ChunkCount = 10 };
        await using var next = await _lake.StartAsync(after);
        var result = await next.Grains.RunAsync(Request("run-2", General) with { Settings = new IngestionSettings { Codec = CompressionCodec.Snappy } });

        Assert.Equal((RunOutcome.Succeeded, "run-2"), (result.Outcome, result.RunId));
        Assert.Equal(10, after.CallsOf("chunk").Count());
    }

    [Theory]
    [InlineData("land")]
    [InlineData("validate")]
    [InlineData("publish")]
    public async Task Restart_InAStage_DoesThatStageAndTheRest(string stage)
    {
        var gate = new Gate();
        var before = new FakeStages();
        if (stage == "land") before.OnLand = (_, cancellation) => gate.PassAsync(cancellation);
        if (stage == "publish") before.OnPublish = (_, cancellation) => gate.PassAsync(cancellation);
        if (stage == "validate") before.BeforeValidate = (_, cancellation) => gate.PassAsync(cancellation);
        using var left = new TestLake();
        await using (var silo = await _lake.StartAsync(before))
        {
            await silo.Grains.GetYear(2023).StartAsync(Request("run-1", General));
            await gate.Reached;
            CopyState(_lake.Path, left.Path);
        }

        var after = new FakeStages();
        await using var next = await left.StartAsync(after);
        var result = await next.Grains.RunAsync(Request("run-1", General));

        Assert.Equal(RunOutcome.Succeeded, result.Outcome);
        string[] rest = stage switch
        {
            "land" => ["land", "chunk", "chunk", "chunk", "chunk", "validate", "publish"],
            "validate" => ["validate", "publish"],
            _ => ["publish"],
        };
        Assert.Equal(rest, after.Calls.Select(call => call.Split(' ')[0]));
    }

    [Fact]
    public async Task Restart_ThenAskedHowFarItIs_GoesOn()
    {
        var gate = new Gate();
        await using (var silo = await _lake.StartAsync(StagesThatStopAfter(5, gate)))
        {
            await silo.Grains.GetYear(2023).StartAsync(Request("run-1", General));
            await gate.Reached;
        }

        Execute(_lake.Path, "DELETE FROM reminder");
        await using var next = await _lake.StartAsync(new FakeStages { ChunkCount = 10 });
        Assert.Equal(RunOutcome.Succeeded, (await next.Grains.GetYear(2023).EndAsync("run-1")).Outcome);
    }

    [Fact]
    public async Task Restart_WithoutARequest_TheWatchdogGoesOn()
    {
        var gate = new Gate();
        await using (var silo = await _lake.StartAsync(StagesThatStopAfter(5, gate)))
        {
            await silo.Grains.GetYear(2023).StartAsync(Request("run-1", General));
            await gate.Reached;
        }

        // The reminder's first tick is a minute away; it is made due instead of waited for.
        Execute(_lake.Path, $"UPDATE reminder SET start_ticks = {DateTime.UtcNow.AddSeconds(1).Ticks}");
        var after = new FakeStages { ChunkCount = 10 };
        await using var next = await _lake.StartAsync(after);
        using var reader = GrainStateReader.Open(LakeFolder.StatePath(_lake.Path))!;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (reader.ReadAll<YearState>(YearState.Name, YearState.Name).Single().State.Outcome is null)
            await Task.Delay(100, patience.Token);

        Assert.Equal([$"publish {General}"], after.CallsOf("publish"));
    }

    [Fact]
    public async Task EndedRun_LeavesNoReminder()
    {
        await using var silo = await _lake.StartAsync(new FakeStages());
        await silo.Grains.RunAsync(Request("run-1", General));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (Count(_lake.Path, "SELECT count(*) FROM reminder") != 0) await Task.Delay(10, patience.Token);
    }

    [Fact]
    public async Task State_IsReadFromAnotherConnection_WhileTheRunGoesOn()
    {
        var gate = new Gate();
        await using var silo = await _lake.StartAsync(StagesThatStopAfter(5, gate));
        await silo.Grains.GetYear(2023).StartAsync(Request("run-1", General));
        await gate.Reached;

        using var reader = GrainStateReader.Open(LakeFolder.StatePath(_lake.Path))!;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (reader.ReadAll<FileState>(FileState.Name, FileState.Name).Single().State.FinishedChunkCount < 5) await Task.Delay(10, patience.Token);

        var year = Assert.Single(reader.ReadAll<YearState>(YearState.Name, YearState.Name));
        Assert.Equal(("2023", "run-1", null), (year.Key, year.State.Request!.RunId, year.State.Outcome));
        Assert.Equal(5, reader.ReadAll<ChunkState>(ChunkState.Name, ChunkState.Name).Count(chunk => chunk.State.Stage == ChunkStage.Finished));
        Assert.Equal([2023], reader.ReadAll<CatalogState>(CatalogState.Name, CatalogState.Name).Single().State.Years.Keys);
        gate.Open();
    }

    /// <summary>The files as they are now, the log not yet merged, are what SIGKILL would leave.</summary>
    internal static void CopyState(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(LakeFolder.StatePath(to))!);
        foreach (var suffix in new[] { "", "-wal" })
            File.Copy(LakeFolder.StatePath(from) + suffix, LakeFolder.StatePath(to) + suffix);
    }

    private static void Execute(string lakePath, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={LakeFolder.StatePath(lakePath)};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static long Count(string lakePath, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={LakeFolder.StatePath(lakePath)};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
