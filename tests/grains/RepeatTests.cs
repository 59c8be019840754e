using OpenPayments.GrainInterfaces;
using OpenPayments.Grains.Tests.Support;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Runs;
using static OpenPayments.Grains.Tests.Support.Samples;

namespace OpenPayments.Grains.Tests;

/// <summary>What is asked again.</summary>
public sealed class RepeatTests : IDisposable
{
    private readonly TestLake _lake = new();

    public void Dispose() => _lake.Dispose();

    [Fact]
    public async Task SameRequest_WhileRunning_JoinsTheRun()
    {
        var gate = new Gate();
        var stages = new FakeStages { OnChunk = (_, cancellation) => gate.PassAsync(cancellation) };
        await using var silo = await _lake.StartAsync(stages);
        var year = silo.Grains.GetYear(2023);

        await year.StartAsync(Request("run-1", General));
        await gate.Reached;
        var again = await Task.WhenAll(year.StartAsync(Request("run-1", General)), year.StartAsync(Request("run-2", General)));
        gate.Open();
        await year.EndAsync("run-1");

        Assert.Equal(["run-1", "run-1"], again.Select(progress => progress.RunId));
        Assert.Equal(stages.Calls.Distinct(), stages.Calls);
    }

    [Fact]
    public async Task SameRun_AfterItsEnd_ChangesNothing()
    {
        var stages = new FakeStages();
        await using var silo = await _lake.StartAsync(stages);
        await silo.Grains.RunAsync(Request("run-1", General));
        var before = stages.Calls;

        var progress = await silo.Grains.GetYear(2023).StartAsync(Request("run-1", General));

        Assert.Equal(RunStage.Finished, progress.Stage);
        Assert.Equal(before, stages.Calls);
    }

    [Fact]
    public async Task NewRun_OfUnchangedFiles_ReadsNothing()
    {
        var stages = new FakeStages();
        await using var silo = await _lake.StartAsync(stages);
        var first = await silo.Grains.RunAsync(Request("run-1", General));
        var before = stages.Calls;

        var second = await silo.Grains.RunAsync(Request("run-2", General));

        Assert.Equal((RunOutcome.Succeeded, FileOutcome.Unchanged), (second.Outcome, second.Of(General).Progress.Outcome));
        Assert.Equal(first.Of(General).Summary!.PartBytes, second.Of(General).Summary!.PartBytes);
        Assert.Equal(before, stages.Calls);
    }

    [Fact]
    public async Task NewRun_WithANewFile_LeavesTheOthersAlone()
    {
        var stages = new FakeStages { ChunkCount = 1 };
        await using var silo = await _lake.StartAsync(stages);
        await silo.Grains.RunAsync(Request("run-1", General));

        var second = await silo.Grains.RunAsync(Request("run-2", General, Research));

        Assert.Equal((FileOutcome.Unchanged, FileOutcome.Published), (second.Of(General).Progress.Outcome, second.Of(Research).Progress.Outcome));
        Assert.Equal([$"publish {General}", $"publish {Research}"], stages.CallsOf("publish"));
    }

    [Fact]
    public async Task Force_DoesEverythingAgain_AndLaterRunsFindItUnchanged()
    {
        var stages = new FakeStages();
        await using var silo = await _lake.StartAsync(stages);
        await silo.Grains.RunAsync(Request("run-1", General));
        var once = stages.Calls.Count;

        var forced = await silo.Grains.RunAsync(Request("run-2", General) with { Force = true });
        var after = await silo.Grains.RunAsync(Request("run-3", General));

        Assert.Equal(FileOutcome.Published, forced.Of(General).Progress.Outcome);
        Assert.Equal(2 * once, stages.Calls.Count);
        Assert.Equal(FileOutcome.Unchanged, after.Of(General).Progress.Outcome);
    }

    [Theory]
    [InlineData("settings")]
    [InlineData("source")]
    [InlineData("program")]
    public async Task NewRun_AfterAChangeOf_DoesTheFileAgain(string what)
    {
        var stages = new FakeStages { ChunkCount = 2 };
        await using var silo = await _lake.StartAsync(stages);
        await silo.Grains.RunAsync(Request("run-1", General));
        var request = Request("run-2", General);

        if (what == "settings") request = request with { Settings = new IngestionSettings { Codec = CompressionCodec.Snappy } };
        if (what == "source") request = request with { Files = [request.Files[0] with { ModifiedAt = DateTimeOffset.UnixEpoch }] };
        if (what == "program") stages.SettingsFingerprint = "v2";
        var second = await silo.Grains.RunAsync(request);

        Assert.Equal(FileOutcome.Published, second.Of(General).Progress.Outcome);
        // A touched source is landed again; when its bytes turn out to be the same, its chunks are too.
        Assert.Equal(what == "source" ? 2 : 4, stages.CallsOf("chunk").Count());
        Assert.Equal(2, stages.CallsOf("land").Count());
    }

    [Fact]
    public async Task NewRun_AfterAFailure_TakesUpWhatWasFinished()
    {
        var isBroken = true;
        var stages = new FakeStages
        {
            ChunkCount = 6,
            OnChunk = (chunk, _) => isBroken && chunk.Index == 5 ? throw new InputException("Broken.") : Task.CompletedTask,
        };
        await using var silo = await _lake.StartAsync(stages);
        var failed = await silo.Grains.RunAsync(Request("run-1", General, Research));
        var finished = await FinishedChunksAsync(silo.Grains, stages.ChunkCount, General, Research);
        var callCount = stages.CallsOf("chunk").Count();
        isBroken = false;

        var second = await silo.Grains.RunAsync(Request("run-2", General, Research));

        Assert.Equal((RunOutcome.Failed, RunOutcome.Succeeded), (failed.Outcome, second.Outcome));
        Assert.NotEmpty(finished);
        // A chunk that was cancelled between its work and its result is done again.
        Assert.Empty(stages.CallsOf("chunk").Skip(callCount).Intersect(finished));
        Assert.Equal(12, stages.CallsOf("chunk").Distinct().Count());
    }

    [Fact]
    public async Task NewRun_AfterAFailedCheck_ValidatesAgainWithoutProcessing()
    {
        var verdict = Verdict.Fail;
        var stages = new FakeStages { OnValidate = _ => verdict };
        await using var silo = await _lake.StartAsync(stages);
        var first = await silo.Grains.RunAsync(Request("run-1", General));
        verdict = Verdict.Pass;

        var second = await silo.Grains.RunAsync(Request("run-2", General));

        Assert.Equal((RunOutcome.CheckFailed, RunOutcome.Succeeded), (first.Outcome, second.Outcome));
        Assert.Equal((1, 4, 2), (stages.CallsOf("land").Count(), stages.CallsOf("chunk").Count(), stages.CallsOf("validate").Count()));
    }

    [Fact]
    public async Task PublishedFile_StaysPublished_WhenALaterRunFails()
    {
        var stages = new FakeStages();
        await using var silo = await _lake.StartAsync(stages);
        await silo.Grains.RunAsync(Request("run-1", General));
        stages.OnLand = (_, _) => throw new InputException("Broken.");
        await silo.Grains.RunAsync(Request("run-2", General) with { Force = true });

        var third = await silo.Grains.RunAsync(Request("run-3", General));

        Assert.Equal(FileOutcome.Unchanged, third.Of(General).Progress.Outcome);
    }

    [Fact]
    public async Task OtherRequest_TakesThePlaceOfARunningOne()
    {
        var gate = new Gate();
        var stages = new FakeStages { OnChunk = (chunk, cancellation) => chunk.File == General ? gate.PassAsync(cancellation) : Task.CompletedTask };
        await using var silo = await _lake.StartAsync(stages);
        var year = silo.Grains.GetYear(2023);
        await year.StartAsync(Request("run-1", General));
        await gate.Reached;

        var progress = await year.StartAsync(Request("run-2", Research));
        // A chunk may have missed that it is cancelled; it keeps its slot until its work ends.
        gate.Open();
        var result = await year.EndAsync("run-2");

        Assert.Equal("run-2", progress.RunId);
        Assert.Equal((RunOutcome.Succeeded, 1), (result.Outcome, result.Files.Length));
        Assert.Equal([$"publish {Research}"], stages.CallsOf("publish"));
    }

    [Fact]
    public async Task OtherRequest_WhilePublishing_WaitsUntilThePublicationIsComplete()
    {
        var gate = new Gate();
        var stages = new FakeStages { OnPublish = (file, cancellation) => file == General ? gate.PassAsync(cancellation) : Task.CompletedTask };
        await using var silo = await _lake.StartAsync(stages);
        var year = silo.Grains.GetYear(2023);
        await year.StartAsync(Request("run-1", General, Research));
        await gate.Reached;

        await year.StartAsync(Request("run-2", General) with { Settings = new IngestionSettings { Codec = CompressionCodec.Snappy } });
        gate.Open();
        var result = await year.EndAsync("run-2");

        Assert.Equal(FileOutcome.Published, result.Of(General).Progress.Outcome);
        Assert.Equal([$"publish {General}", $"publish {Research}"], stages.CallsOf("publish").Take(2).Order());
        Assert.Equal($"publish {General}", stages.CallsOf("publish").Last());
        Assert.Equal(3, stages.CallsOf("publish").Count());
    }

    private static async Task<List<string>> FinishedChunksAsync(IGrainFactory grains, int chunkCount, params FileId[] files)
    {
        var finished = new List<string>();
        foreach (var chunk in files.SelectMany(file => Enumerable.Range(0, chunkCount).Select(index => new ChunkId(file, index))))
            if ((await grains.GetChunk(chunk).GetState()).Stage == ChunkStage.Finished) finished.Add($"chunk {chunk}");
        return finished;
    }
}
