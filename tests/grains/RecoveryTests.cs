using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using OpenPayments.GrainInterfaces;
using OpenPayments.Grains.Tests.Support;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Silo;
using static OpenPayments.Grains.Tests.Support.Samples;

namespace OpenPayments.Grains.Tests;

/// <summary>Lost messages, conflicting activations, and state that cannot be written.</summary>
public sealed class RecoveryTests : IDisposable
{
    private readonly TestLake _lake = new();

    public void Dispose() => _lake.Dispose();

    [Fact]
    public async Task LostChunkReports_AreMadeUpForOnceTheChunksHaveBeenQuietForLong()
    {
        var dropped = new DroppedCalls(nameof(IFileReports.ChunkEndedAsync));
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var stages = new FakeStages();
        await using var silo = await _lake.StartAsync(stages, services => services
            .AddSingleton<IOutgoingGrainCallFilter>(dropped)
            .AddKeyedSingleton<TimeProvider>(TimeProviderNames.Grains, clock));
        var year = silo.Grains.GetYear(2023);
        await year.StartAsync(Request("run-1", General));
        await UntilAsync(() => dropped.Count == 4);
        Assert.Equal((RunStage.Processing, 0), ((await year.GetProgressAsync()).Stage, (await year.GetProgressAsync()).Files[0].FinishedChunkCount));

        clock.Advance(TimeSpan.FromSeconds(11));
        var result = await year.EndAsync("run-1");

        Assert.Equal(RunOutcome.Succeeded, result.Outcome);
        Assert.Equal(4, stages.CallsOf("chunk").Count());
    }

    [Theory]
    [InlineData(nameof(IYearReports.FileAdvancedAsync))]
    [InlineData(nameof(IFileReports.LandedAsync))]
    [InlineData(nameof(IFileReports.ValidatedAsync))]
    [InlineData(nameof(IFileReports.PublishedAsync))]
    [InlineData(nameof(IChunkReports.ProcessedAsync))]
    public async Task LostReports_OfEverySort_AreMadeUpFor(string method)
    {
        var dropped = new DroppedCalls(method);
        await using var silo = await _lake.StartAsync(new FakeStages(), services => services
            .AddSingleton<IOutgoingGrainCallFilter>(dropped)
            .Configure<CoordinatorOptions>(options => options.QuietPeriod = TimeSpan.FromMilliseconds(100)));

        var result = await silo.Grains.RunAsync(Request("run-1", General, Research));

        Assert.Equal(RunOutcome.Succeeded, result.Outcome);
        Assert.NotEqual(0, dropped.Count);
        Assert.All(result.Files, file => Assert.Equal(4, file.Progress.FinishedChunkCount));
    }

    [Theory]
    [InlineData(nameof(IYearReports.FileAdvancedAsync))]
    [InlineData(nameof(IFileReports.ChunkEndedAsync))]
    [InlineData(nameof(IFileReports.LandedAsync))]
    [InlineData(nameof(IFileReports.ValidatedAsync))]
    [InlineData(nameof(IFileReports.PublishedAsync))]
    [InlineData(nameof(IChunkReports.ProcessedAsync))]
    public async Task DoubledReports_OfEverySort_CountOnce(string method)
    {
        var stages = new FakeStages();
        await using var silo = await _lake.StartAsync(stages, services => services.AddSingleton<IIncomingGrainCallFilter>(new DoubledCalls(method)));

        var result = await silo.Grains.RunAsync(Request("run-1", General));

        Assert.Equal((4, Landed(Source(General), 4).RecordCount - 4), (result.Of(General).Progress.FinishedChunkCount, result.Of(General).Progress.AcceptedCount));
        Assert.Equal(stages.Calls.Distinct(), stages.Calls);
    }

    [Fact]
    public async Task ReportsOfAnotherRun_AreVoid()
    {
        await using var silo = await _lake.StartAsync(new FakeStages());
        var result = await silo.Grains.RunAsync(Request("run-1", General));
        var (file, chunk) = (silo.Grains.GetFile(General), silo.Grains.GetChunk(new ChunkId(General, 0)));
        var (fileBefore, chunkBefore) = (await file.GetState(), await chunk.GetState());

        var reports = silo.Grains.GetGrain<IFileReports>(General.ToString());
        await reports.LandedAsync("run-0", new(null, "late"));
        await reports.LandedAsync("run-1", new(null, "late"));
        await reports.ValidatedAsync("run-0", new(null, "late"));
        await reports.PublishedAsync("run-0", new(result.Of(General).Summary, null));
        await reports.ChunkEndedAsync(new(0, "run-0", fileBefore.Fingerprint!, ChunkStage.Failed, 0, 0, "late"));
        await silo.Grains.GetGrain<IChunkReports>(new ChunkId(General, 0).ToString()).ProcessedAsync(attempt: 0, new(null, "late"));

        Assert.Same(fileBefore, await file.GetState());
        Assert.Same(chunkBefore, await chunk.GetState());
    }

    [Fact]
    public async Task ResultOfAnOlderClaim_IsVoid()
    {
        var gate = new Gate();
        await using var silo = await _lake.StartAsync(new FakeStages { ChunkCount = 1, OnChunk = (_, cancellation) => gate.PassAsync(cancellation) });
        var id = new ChunkId(General, 0);
        await silo.Grains.GetYear(2023).StartAsync(Request("run-1", General));
        await gate.Reached;
        Assert.Equal(1, (await silo.Grains.GetChunk(id).GetState()).Attempt);

        await silo.Grains.GetGrain<IChunkReports>(id.ToString()).ProcessedAsync(attempt: 0, new(null, "late"));
        gate.Open();

        Assert.Equal(RunOutcome.Succeeded, (await silo.Grains.GetYear(2023).EndAsync("run-1")).Outcome);
    }

    [Theory]
    [InlineData("chunk")]
    [InlineData("file")]
    [InlineData("year")]
    public async Task ConflictingActivation_OfA_LosesAndTheRunGoesOn(string grainType)
    {
        var gate = new Gate();
        var stages = new FakeStages { OnChunk = (_, cancellation) => gate.PassAsync(cancellation) };
        await using var silo = await _lake.StartAsync(stages, services => services
            .Configure<CoordinatorOptions>(options => options.QuietPeriod = TimeSpan.FromMilliseconds(100)));
        var year = silo.Grains.GetYear(2023);
        await year.StartAsync(Request("run-1", General));
        await gate.Reached;

        BumpEtags(grainType);
        gate.Open();
        var result = await year.EndAsync("run-1");

        Assert.Equal(RunOutcome.Succeeded, result.Outcome);
        Assert.Equal(4, result.Of(General).Progress.FinishedChunkCount);
        Assert.Equal(Landed(Source(General), 4).RecordCount - 4, result.Of(General).Progress.AcceptedCount);
        Assert.Equal([$"publish {General}"], stages.CallsOf("publish"));
    }

    [Theory]
    [InlineData("chunk")]
    [InlineData("file")]
    [InlineData("year")]
    public async Task StateThatCannotBeWritten_FailsTheRunInWords_AndALaterRunGoesOn(string grainType)
    {
        var gate = new Gate();
        var isFull = false;
        var stages = new FakeStages { OnLand = (_, cancellation) => gate.PassAsync(cancellation) };
        await using (var silo = await _lake.StartAsync(stages, services => FaultyStorage.Add(services, _lake.Path, type => isFull && type == grainType)))
        {
            var year = silo.Grains.GetYear(2023);
            await year.StartAsync(Request("run-1", General));
            await gate.Reached;
            isFull = true;
            gate.Open();
            var failed = await year.EndAsync("run-1");

            Assert.Equal(RunOutcome.Failed, failed.Outcome);
            Assert.Contains(FaultyStorage.Message, failed.Error ?? failed.Of(General).Progress.Error, StringComparison.Ordinal);
            Assert.Empty(stages.CallsOf("publish"));
        }

        await using var next = await _lake.StartAsync(stages);
        var started = await next.Grains.GetYear(2023).StartAsync(Request("run-2", General));
        Assert.Equal(RunOutcome.Succeeded, (await next.Grains.GetYear(2023).EndAsync(started.RunId)).Outcome);
    }

    [Fact]
    public async Task RequestThatCannotBeWritten_FailsAtOnceInWords()
    {
        await using var silo = await _lake.StartAsync(new FakeStages(), services => FaultyStorage.Add(services, _lake.Path, _ => true));

        var progress = await silo.Grains.GetYear(2023).StartAsync(Request("run-1", General));

        Assert.Equal(("run-1", RunStage.Finished, RunOutcome.Failed, FaultyStorage.Message), (progress.RunId, progress.Stage, progress.Outcome, progress.Error));
    }

    [Fact]
    public async Task Progress_IsAnsweredWhileChunksWork()
    {
        var gate = new Gate();
        await using var silo = await _lake.StartAsync(new FakeStages
        {
            OnChunk = (chunk, cancellation) =>
            {
                // A thread that is kept busy, not one that waits politely.
                gate.PassAsync(cancellation);
                while (chunk.Index > 0 && !cancellation.IsCancellationRequested) Thread.SpinWait(1000);
                return Task.FromCanceled(cancellation);
            },
        });
        var year = silo.Grains.GetYear(2023);
        await year.StartAsync(Request("run-1", General));
        await gate.Reached;

        for (var i = 0; i < 100; i++) await year.GetProgressAsync().WaitAsync(TimeSpan.FromSeconds(60));
        await year.CancelAsync();
        await year.EndAsync("run-1");
    }

    [Fact]
    public async Task ChunkGrain_AnswersFinishedWorkFromState_AndDoesOtherWorkAnew()
    {
        var stages = new FakeStages();
        await using var silo = await _lake.StartAsync(stages);
        await silo.Grains.RunAsync(Request("run-1", General));
        var chunk = silo.Grains.GetChunk(new ChunkId(General, 0));
        var done = (await chunk.GetState()).Work!;

        var same = await chunk.StartAsync(done with { RunId = "run-2" });
        var other = await chunk.StartAsync(done with { RunId = "run-2", Fingerprint = "other" });

        Assert.Equal((ChunkStage.Finished, "run-1"), (same.Stage, same.RunId));
        Assert.Equal((ChunkStage.Running, "run-2"), (other.Stage, other.RunId));
        Assert.Null((await chunk.GetResultAsync(done.Fingerprint)).Result);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!condition()) await Task.Delay(10, patience.Token);
    }

    private void BumpEtags(string grainType)
    {
        using var connection = new SqliteConnection($"Data Source={LakeFolder.StatePath(_lake.Path)};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "UPDATE grain_state SET etag = etag + 1 WHERE grain_type = $type";
        command.Parameters.AddWithValue("$type", grainType);
        Assert.NotEqual(0, command.ExecuteNonQuery());
    }
}
