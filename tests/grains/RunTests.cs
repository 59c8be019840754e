using OpenPayments.GrainInterfaces;
using OpenPayments.Grains.Tests.Support;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Stores;
using static OpenPayments.Grains.Tests.Support.Samples;

namespace OpenPayments.Grains.Tests;

/// <summary>A run from its request to its result, without interruption.</summary>
public sealed class RunTests : IDisposable
{
    private readonly TestLake _lake = new();

    public void Dispose() => _lake.Dispose();

    [Fact]
    public async Task Run_TakesAFileThroughItsStagesInOrder()
    {
        var stages = new FakeStages();
        await using var silo = await _lake.StartAsync(stages);

        var result = await silo.Grains.RunAsync(Request("run-1", General));

        Assert.Equal($"land {General}", stages.Calls[0]);
        Assert.Equal(Enumerable.Range(0, 4).Select(i => $"chunk {General}/{i:D5}"), stages.Calls.Skip(1).Take(4).Order());
        Assert.Equal([$"validate {General}", $"publish {General}"], stages.Calls.Skip(5));
        Assert.Equal((RunOutcome.Succeeded, "run-1", null), (result.Outcome, result.RunId, result.Error));
    }

    [Fact]
    public async Task Run_SaysWhatTheFileConsistsOf()
    {
        var stages = new FakeStages();
        await using var silo = await _lake.StartAsync(stages);

        var result = await silo.Grains.RunAsync(Request("run-1", General));

        var landed = Landed(Source(General), 4);
        var (_, progress, summary) = result.Of(General);
        Assert.Equal((FileStage.Finished, FileOutcome.Published), (progress.Stage, progress.Outcome));
        Assert.Equal((landed.RecordCount, 4, 4), (progress.RecordCount, progress.ChunkCount, progress.FinishedChunkCount));
        Assert.Equal((landed.RecordCount - 4, 4L), (progress.AcceptedCount, progress.QuarantinedCount));
        Assert.Equal(landed.Chunks.Sum(chunk => chunk.LengthBytes), progress.ProcessedBytes);
        Assert.True(progress.StartedAt <= progress.LandedAt && progress.LandedAt <= progress.FinishedAt);
        Assert.NotNull(summary);
        Assert.Equal((4, 36_000_000L, 4, 36_000L), (summary.PartCount, summary.PartBytes, summary.QuarantinePartCount, summary.QuarantineBytes));
        Assert.Equal((true, landed.Sha256, "general-g3"), (summary.IsCurrent, summary.Sha256, summary.EraId));
        Assert.Equal(Verdict.Pass, summary.Validation.Verdict);
    }

    [Fact]
    public async Task Run_OfAFileWithoutRecords_PublishesIt()
    {
        var stages = new FakeStages { ChunkCount = 0 };
        await using var silo = await _lake.StartAsync(stages);

        var result = await silo.Grains.RunAsync(Request("run-1", General));

        Assert.Equal(RunOutcome.Succeeded, result.Outcome);
        Assert.Equal([$"land {General}", $"validate {General}", $"publish {General}"], stages.Calls);
    }

    [Fact]
    public async Task Publications_AreTakenInAscendingOrder_WhateverTheRequestsOrder()
    {
        var stages = new FakeStages { ChunkCount = 1 };
        await using var silo = await _lake.StartAsync(stages);

        await silo.Grains.RunAsync(Request("run-1", General, Research, OlderGeneral));

        Assert.Equal([$"land {OlderGeneral}", $"chunk {OlderGeneral}/00000", $"validate {OlderGeneral}", $"publish {OlderGeneral}"], stages.Calls.Take(4));
    }

    [Fact]
    public async Task Publication_IsPublishedOnlyAfterAllItsFilesAreValidated()
    {
        var stages = new FakeStages { ChunkCount = 1 };
        await using var silo = await _lake.StartAsync(stages);

        await silo.Grains.RunAsync(Request("run-1", General, Research));

        Assert.Equal([$"publish {General}", $"publish {Research}"], stages.Calls.TakeLast(2).Order());
    }

    [Fact]
    public async Task FailedChunk_FailsItsFile_AndHoldsBackItsPublication()
    {
        var stages = new FakeStages
        {
            OnChunk = (chunk, _) => chunk == new Ingestion.Runs.ChunkId(Research, 2) ? throw new InputException("The raw object changed. Do this next.") : Task.CompletedTask,
        };
        await using var silo = await _lake.StartAsync(stages);

        var result = await silo.Grains.RunAsync(Request("run-1", OlderGeneral, General, Research));

        Assert.Equal(RunOutcome.Failed, result.Outcome);
        Assert.Equal((FileOutcome.Failed, "The raw object changed. Do this next."), (result.Of(Research).Progress.Outcome, result.Of(Research).Progress.Error));
        Assert.Equal(FileOutcome.Held, result.Of(General).Progress.Outcome);
        Assert.Equal(FileOutcome.Published, result.Of(OlderGeneral).Progress.Outcome);
        Assert.Equal([$"publish {OlderGeneral}"], stages.CallsOf("publish"));
    }

    [Fact]
    public async Task FailedPublication_DoesNotKeepANewerOneBack()
    {
        var stages = new FakeStages { OnLand = (file, _) => file == OlderGeneral ? throw new StoreException("The disk is full.") : Task.CompletedTask };
        await using var silo = await _lake.StartAsync(stages);

        var result = await silo.Grains.RunAsync(Request("run-1", OlderGeneral, General));

        Assert.Equal((FileOutcome.Failed, "The disk is full."), (result.Of(OlderGeneral).Progress.Outcome, result.Of(OlderGeneral).Progress.Error));
        Assert.Equal(FileOutcome.Published, result.Of(General).Progress.Outcome);
    }

    [Fact]
    public async Task Bug_InAStage_FailsTheFileAndSaysThatItIsOne()
    {
        var stages = new FakeStages { OnPublish = (_, _) => throw new InvalidOperationException("Sequence contains no elements") };
        await using var silo = await _lake.StartAsync(stages);

        var result = await silo.Grains.RunAsync(Request("run-1", General));

        Assert.Equal(RunOutcome.Failed, result.Outcome);
        Assert.Contains("Sequence contains no elements", result.Of(General).Progress.Error, StringComparison.Ordinal);
        Assert.Contains("bug", result.Of(General).Progress.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FailedValidation_PublishesNothing_AndSaysWhatFailed()
    {
        var stages = new FakeStages { OnValidate = file => file == Research ? Verdict.Fail : Verdict.Warn };
        await using var silo = await _lake.StartAsync(stages);

        var result = await silo.Grains.RunAsync(Request("run-1", General, Research));

        Assert.Equal(RunOutcome.CheckFailed, result.Outcome);
        Assert.Equal((FileOutcome.CheckFailed, "rows: 3 rows are missing."), (result.Of(Research).Progress.Outcome, result.Of(Research).Progress.Error));
        Assert.Equal(Verdict.Fail, result.Of(Research).Summary!.Validation.Verdict);
        Assert.Equal(FileOutcome.Held, result.Of(General).Progress.Outcome);
        Assert.Empty(stages.CallsOf("publish"));
    }

    [Fact]
    public async Task Years_DoNotTouchEachOther()
    {
        var stages = new FakeStages { OnLand = (file, _) => file.ProgramYear == 2023 ? throw new InputException("No.") : Task.CompletedTask };
        await using var silo = await _lake.StartAsync(stages);

        var results = await Task.WhenAll(
            silo.Grains.RunAsync(Request("run-1", General)),
            silo.Grains.RunAsync(Request("run-1", General with { ProgramYear = 2022 })));

        Assert.Equal([RunOutcome.Failed, RunOutcome.Succeeded], results.Select(result => result.Outcome));
        Assert.Equal([(2022, RunOutcome.Succeeded), (2023, RunOutcome.Failed)], (await silo.Grains.GetCatalog().GetYearsAsync()).Select(run => (run.ProgramYear, run.Outcome!.Value)));
    }

    [Fact]
    public async Task ChunksAtATime_AreAsManyAsThereAreSlots()
    {
        var (running, most) = (0, 0);
        var stages = new FakeStages
        {
            ChunkCount = 20,
            OnChunk = async (_, cancellation) =>
            {
                InterlockedMax(ref most, Interlocked.Increment(ref running));
                await Task.Delay(5, cancellation);
                Interlocked.Decrement(ref running);
            },
        };
        await using var silo = await _lake.StartAsync(stages);

        await silo.Grains.RunAsync(Request("run-1", General, Research));

        Assert.Equal(2, most);
    }

    [Fact]
    public async Task ChunkThatIsBeingStored_LeavesItsSlotToTheNext()
    {
        var computed = 0;
        var allAreComputed = new TaskCompletionSource();
        var stages = new FakeStages
        {
            ChunkCount = 4,
            OnChunk = (_, _) =>
            {
                if (Interlocked.Increment(ref computed) == 4) allAreComputed.SetResult();
                return Task.CompletedTask;
            },
            // None is stored before all are computed: with two slots held until then, the run would never end.
            OnStore = (_, cancellation) => allAreComputed.Task.WaitAsync(cancellation),
        };
        await using var silo = await _lake.StartAsync(stages);

        Assert.Equal(RunOutcome.Succeeded, (await silo.Grains.RunAsync(Request("run-1", General)).WaitAsync(TimeSpan.FromMinutes(1))).Outcome);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Landing_MayTakeTheSlotsBesideItsOwn(int slotCount)
    {
        var hasTaken = false;
        var stages = new FakeStages
        {
            OnSlots = async (slots, cancellation) =>
            {
                if (slots is null) return;
                Assert.Equal((slotCount, true), (slots.Count, slots.IsAlone));
                var slot = await slots.TakeSpare(cancellation);
                var another = slots.TakeSpare(cancellation);
                Assert.False(another.IsCompleted);
                slot.Dispose();
                (await another).Dispose();
                hasTaken = true;
            },
        };
        await using var silo = await _lake.StartAsync(stages, parallelism: slotCount);

        Assert.Equal(RunOutcome.Succeeded, (await silo.Grains.RunAsync(Request("run-1", General)).WaitAsync(TimeSpan.FromMinutes(1))).Outcome);
        Assert.Equal(slotCount > 1, hasTaken);
    }

    [Fact]
    public async Task Request_ForAnotherYear_IsRefused()
    {
        await using var silo = await _lake.StartAsync(new FakeStages());
        await Assert.ThrowsAsync<ArgumentException>(() => silo.Grains.GetYear(2022).StartAsync(Request("run-1", General)));
        Assert.Equal(RunStage.Idle, (await silo.Grains.GetYear(2022).GetProgressAsync()).Stage);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int seen;
        while (value > (seen = Volatile.Read(ref most)) && Interlocked.CompareExchange(ref most, value, seen) != seen)
        {
        }
    }
}
