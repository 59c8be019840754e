using Microsoft.Extensions.DependencyInjection;
using OpenPayments.GrainInterfaces;
using OpenPayments.Grains.Tests.Support;
using static OpenPayments.Grains.Tests.Support.Samples;

namespace OpenPayments.Grains.Tests;

public sealed class CancelTests : IDisposable
{
    private readonly TestLake _lake = new();

    public void Dispose() => _lake.Dispose();

    [Fact]
    public async Task Cancel_WhileLanding_EndsTheRun()
    {
        var gate = new Gate();
        var stages = new FakeStages { OnLand = (_, cancellation) => gate.PassAsync(cancellation) };
        await using var silo = await _lake.StartAsync(stages);
        var year = silo.Grains.GetYear(2023);
        await year.StartAsync(Request("run-1", OlderGeneral, General));
        await gate.Reached;

        await year.CancelAsync();
        var result = await year.EndAsync("run-1");

        Assert.Equal(RunOutcome.Cancelled, result.Outcome);
        Assert.All(result.Files, file => Assert.Equal(FileOutcome.Cancelled, file.Progress.Outcome));
        Assert.Empty(stages.Calls);
    }

    [Fact]
    public async Task Cancel_WhileProcessing_KeepsFinishedChunks_AndTheNextRunGoesOn()
    {
        var gate = new Gate();
        var begunCount = 0;
        var stages = new FakeStages { ChunkCount = 8, OnChunk = (_, cancellation) => Interlocked.Increment(ref begunCount) <= 3 ? Task.CompletedTask : gate.PassAsync(cancellation) };
        await using var silo = await _lake.StartAsync(stages);
        var year = silo.Grains.GetYear(2023);
        await year.StartAsync(Request("run-1", General));
        await gate.Reached;
        await year.UntilAsync(progress => progress.Files[0].FinishedChunkCount == 3);

        await year.CancelAsync();
        var cancelled = await year.EndAsync("run-1");
        gate.Open();
        var second = await silo.Grains.RunAsync(Request("run-2", General));

        Assert.Equal((RunOutcome.Cancelled, RunOutcome.Succeeded), (cancelled.Outcome, second.Outcome));
        Assert.Single(stages.CallsOf("land"));
        Assert.Equal(8, stages.CallsOf("chunk").Count());
        Assert.Equal(8, second.Of(General).Progress.FinishedChunkCount);
    }

    [Fact]
    public async Task Cancel_WhilePublishing_CompletesThePublicationAndStopsThere()
    {
        var gate = new Gate();
        var stages = new FakeStages { ChunkCount = 1, OnPublish = (_, cancellation) => gate.PassAsync(cancellation) };
        await using var silo = await _lake.StartAsync(stages);
        var year = silo.Grains.GetYear(2023);
        await year.StartAsync(Request("run-1", OlderGeneral, OlderGeneral with { Kind = Research.Kind }, General));
        await gate.Reached;

        await year.CancelAsync();
        gate.Open();
        var result = await year.EndAsync("run-1");

        Assert.Equal(RunOutcome.Cancelled, result.Outcome);
        Assert.Equal([FileOutcome.Published, FileOutcome.Published, FileOutcome.Cancelled], result.Files.Select(file => file.Progress.Outcome!.Value));
    }

    [Fact]
    public async Task Cancel_WhileAFileHasNotHeardThatItIsPublished_PublishesItToo()
    {
        var gate = new Gate();
        var line = new CutLine(nameof(IFileGrain.PublishAsync), Research.ToString());
        var stages = new FakeStages { ChunkCount = 1, OnPublish = (_, cancellation) => gate.PassAsync(cancellation) };
        await using var silo = await _lake.StartAsync(stages, services => services
            .AddSingleton<IOutgoingGrainCallFilter>(line)
            .Configure<CoordinatorOptions>(options => options.MaxFailedCalls = int.MaxValue));
        var year = silo.Grains.GetYear(2023);
        await year.StartAsync(Request("run-1", General, Research));
        await gate.Reached;
        Assert.Equal(FileStage.Validated, (await silo.Grains.GetFile(Research).GetState()).Stage);

        await year.CancelAsync();
        gate.Open();
        await year.UntilAsync(progress => progress.Files[0].Stage == FileStage.Finished);
        line.IsCut = false;
        var result = await year.EndAsync("run-1");

        Assert.All(result.Files, file => Assert.Equal(FileOutcome.Published, file.Progress.Outcome));
    }

    [Fact]
    public async Task Cancel_OfNothing_DoesNothing()
    {
        await using var silo = await _lake.StartAsync(new FakeStages());
        await silo.Grains.GetYear(2023).CancelAsync();
        Assert.Equal(RunStage.Idle, (await silo.Grains.GetYear(2023).GetProgressAsync()).Stage);
        Assert.Null(await silo.Grains.GetYear(2023).GetResultAsync());
    }
}
