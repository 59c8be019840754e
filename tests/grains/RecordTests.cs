using OpenPayments.GrainInterfaces;
using OpenPayments.Grains.Tests.Support;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Stores;
using static OpenPayments.Grains.Tests.Support.Samples;

namespace OpenPayments.Grains.Tests;

/// <summary>Every run that ends is recorded, whatever came of it, and has ended only when it is.</summary>
public sealed class RecordTests : IDisposable
{
    private static readonly Requester Asker = new("ada", "engine", "1.2.3");
    private readonly TestLake _lake = new();

    public void Dispose() => _lake.Dispose();

    [Fact]
    public async Task PublishedRun_IsRecordedWithWhatWasAsked()
    {
        var stages = new FakeStages();
        await using var silo = await _lake.StartAsync(stages);

        var result = await silo.Grains.RunAsync(Request("run-1", OlderGeneral, General) with { RequestedBy = Asker });

        var record = Assert.Single(stages.Records);
        Assert.Equal(("run-1", 2023, "ingest", "succeeded", Asker), (record.RunId, record.ProgramYear, record.Command, record.Outcome, record.RequestedBy));
        Assert.Equal((result.StartedAt, result.FinishedAt), (record.StartedAt, record.FinishedAt));
        Assert.Equal([(OlderGeneral, "published"), (General, "published")], record.Files.Select(file => (file.Source.Id, file.Outcome)));
        Assert.All(record.Files, file => Assert.Equal(Verdict.Pass, file.Validation!.Verdict));
    }

    [Fact]
    public async Task FailedRun_IsRecordedWithItsErrorAndTheFileThatWasHeld()
    {
        var stages = new FakeStages { OnLand = (file, _) => file == Research ? throw new InputException("The disk is on fire.") : Task.CompletedTask };
        await using var silo = await _lake.StartAsync(stages);

        await silo.Grains.RunAsync(Request("run-1", General, Research));

        var record = Assert.Single(stages.Records);
        Assert.Equal("failed", record.Outcome);
        Assert.Equal([("held", null), ("failed", "The disk is on fire.")], record.Files.Select(file => (file.Outcome, file.Error)));
        Assert.Null(record.Files[1].LandedAt);
    }

    [Fact]
    public async Task CancelledRun_IsRecorded()
    {
        var gate = new Gate();
        var stages = new FakeStages { OnChunk = (_, cancellation) => gate.PassAsync(cancellation) };
        await using var silo = await _lake.StartAsync(stages);
        var year = silo.Grains.GetYear(2023);
        await year.StartAsync(Request("run-1", General));
        await gate.Reached;

        await year.CancelAsync();
        await year.EndAsync("run-1");

        var record = Assert.Single(stages.Records);
        Assert.Equal(("cancelled", "cancelled"), (record.Outcome, record.Files[0].Outcome));
        Assert.NotNull(record.Files[0].LandedAt);
    }

    [Fact]
    public async Task RunThatAnotherTakesThePlaceOf_IsRecordedToo()
    {
        var gate = new Gate();
        var stages = new FakeStages { OnChunk = (chunk, cancellation) => chunk.File == General ? gate.PassAsync(cancellation) : Task.CompletedTask };
        await using var silo = await _lake.StartAsync(stages);
        var year = silo.Grains.GetYear(2023);
        await year.StartAsync(Request("run-1", General));
        await gate.Reached;

        await year.StartAsync(Request("run-2", Research));
        await year.EndAsync("run-2");

        Assert.Equal([("run-1", "cancelled"), ("run-2", "succeeded")], stages.Records.Select(record => (record.RunId, record.Outcome)));
    }

    [Fact]
    public async Task UnchangedFile_IsRecordedAsSuch()
    {
        var stages = new FakeStages();
        await using var silo = await _lake.StartAsync(stages);
        await silo.Grains.RunAsync(Request("run-1", General));

        await silo.Grains.RunAsync(Request("run-2", General));

        Assert.Equal([("run-1", "published"), ("run-2", "unchanged")], stages.Records.Select(record => (record.RunId, record.Files[0].Outcome)));
    }

    [Fact]
    public async Task Run_HasNotEndedBeforeItIsRecorded()
    {
        var gate = new Gate();
        var stages = new FakeStages { OnRecord = (_, cancellation) => gate.PassAsync(cancellation) };
        await using var silo = await _lake.StartAsync(stages);
        var year = silo.Grains.GetYear(2023);
        await year.StartAsync(Request("run-1", General));
        await gate.Reached;

        var (progress, result) = (await year.GetProgressAsync(), await year.GetResultAsync());
        gate.Open();
        await year.EndAsync("run-1");

        Assert.Equal((RunStage.Publishing, null, null), (progress.Stage, progress.Outcome, progress.FinishedAt));
        Assert.Null(result);
        Assert.Single(stages.Records);
    }

    [Fact]
    public async Task CrashBetweenTheLastFileAndTheRecord_IsRecordedByTheNextSilo_WithTheSameTimes()
    {
        var gate = new Gate();
        RunRecord? lost = null;
        var before = new FakeStages
        {
            OnRecord = (run, cancellation) =>
            {
                lost = run;
                return gate.PassAsync(cancellation);
            },
        };
        using var left = new TestLake();
        await using (var silo = await _lake.StartAsync(before))
        {
            await silo.Grains.GetYear(2023).StartAsync(Request("run-1", General) with { RequestedBy = Asker });
            await gate.Reached;
            RestartTests.CopyState(_lake.Path, left.Path);
        }

        var after = new FakeStages();
        await using var next = await left.StartAsync(after);
        await next.Grains.GetYear(2023).EndAsync("run-1");

        Assert.Empty(after.Calls);
        Assert.Equal(Json(lost!), Json(Assert.Single(after.Records)));
    }

    [Fact]
    public async Task RecordThatFailsAtFirst_IsWrittenByALaterPulse()
    {
        var failures = 2;
        var stages = new FakeStages { OnRecord = (_, _) => Interlocked.Decrement(ref failures) >= 0 ? throw new StoreException("The disk is full.") : Task.CompletedTask };
        await using var silo = await _lake.StartAsync(stages);

        var result = await silo.Grains.RunAsync(Request("run-1", General));

        Assert.Equal((RunOutcome.Succeeded, null), (result.Outcome, result.Error));
        Assert.Single(stages.Records);
    }

    [Fact]
    public async Task RecordThatCannotBeWritten_LeavesTheRunPublished_AndSaysSo()
    {
        var stages = new FakeStages { OnRecord = (_, _) => throw new StoreException("The disk is full.") };
        await using var silo = await _lake.StartAsync(stages);

        var result = await silo.Grains.RunAsync(Request("run-1", General));

        Assert.Equal((RunOutcome.Succeeded, FileOutcome.Published), (result.Outcome, result.Of(General).Progress.Outcome));
        Assert.Equal("The run is over, but it could not be recorded: The disk is full.", result.Error);
    }

    [Fact]
    public async Task RunThatCouldNotBeRecorded_IsRecordedWithTheNextRequest_WhateverThatIs()
    {
        var isFull = true;
        var stages = new FakeStages { OnRecord = (_, _) => isFull ? throw new StoreException("The disk is full.") : Task.CompletedTask };
        await using var silo = await _lake.StartAsync(stages);
        await silo.Grains.RunAsync(Request("run-1", General));
        isFull = false;

        await silo.Grains.RunAsync(Request("run-2", Research));

        Assert.Equal([("run-1", "published"), ("run-2", "published")], stages.Records.Select(record => (record.RunId, record.Files[0].Outcome)));
    }

    [Fact]
    public async Task RunThatCouldNotBeRecorded_IsRecordedByTheNextSilo()
    {
        await using (var silo = await _lake.StartAsync(new FakeStages { OnRecord = (_, _) => throw new StoreException("The disk is full.") }))
            await silo.Grains.RunAsync(Request("run-1", General));
        var after = new FakeStages();
        await using var next = await _lake.StartAsync(after);

        var joined = await next.Grains.GetYear(2023).StartAsync(Request("run-2", General));
        var result = await next.Grains.GetYear(2023).EndAsync("run-1");

        Assert.Equal("run-1", joined.RunId);
        Assert.Equal((RunOutcome.Succeeded, null), (result.Outcome, result.Error));
        Assert.Empty(after.Calls);
        Assert.Single(after.Records);
    }

    private static string Json(RunRecord record) => System.Text.Json.JsonSerializer.Serialize(record, LakeJson.Options);
}
