using System.Diagnostics;
using OpenPayments.GrainInterfaces;
using OpenPayments.Grains.Tests.Support;
using OpenPayments.Ingestion;
using OpenPayments.Silo;
using static OpenPayments.Grains.Tests.Support.Samples;

namespace OpenPayments.Grains.Tests;

public sealed class EmbeddedSiloTests : IDisposable
{
    private readonly TestLake _lake = new();

    public void Dispose() => _lake.Dispose();

    [Fact]
    public async Task Start_OverALakeWithAWriter_NamesItsProcess_AndWorksAfterItHasEnded()
    {
        await using (await _lake.StartAsync(new FakeStages()))
        {
            var message = (await Assert.ThrowsAsync<InputException>(() => _lake.StartAsync(new FakeStages()))).Message;
            Assert.Contains($"pid {Environment.ProcessId}", message, StringComparison.Ordinal);
            Assert.Contains(_lake.Path, message, StringComparison.Ordinal);
        }

        await using var next = await _lake.StartAsync(new FakeStages());
    }

    [Fact]
    public async Task PreparedSilo_LeavesTheLakeAlone_UntilItIsStarted()
    {
        await using (_lake.Prepare(new FakeStages()))
        {
        }

        await using var prepared = _lake.Prepare(new FakeStages());
        Assert.Empty(Directory.EnumerateFileSystemEntries(_lake.Path));
        await using (await _lake.StartAsync(new FakeStages()))
            await Assert.ThrowsAsync<InputException>(() => prepared.StartAsync());
    }

    [Fact]
    public async Task StoppedSilo_IsStillTheOnlyWriter_UntilItIsDisposed()
    {
        var silo = await _lake.StartAsync(new FakeStages());
        await silo.StopAsync();
        await Assert.ThrowsAsync<InputException>(() => _lake.StartAsync(new FakeStages()));

        await silo.DisposeAsync();

        await using var next = await _lake.StartAsync(new FakeStages());
    }

    [Fact]
    public async Task Lock_OfAKilledProcess_IsFree()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(LakeFolder.LockPath(_lake.Path))!);
        File.WriteAllText(LakeFolder.LockPath(_lake.Path), "");
        using var holder = Process.Start(new ProcessStartInfo("flock", [LakeFolder.LockPath(_lake.Path), "sh", "-c", "echo held; exec sleep 600"]) { RedirectStandardOutput = true })!;
        await holder.StandardOutput.ReadLineAsync();
        Assert.Throws<InputException>(() => WriterLock.Take(_lake.Path));

        holder.Kill(entireProcessTree: true);
        await holder.WaitForExitAsync();
        WriterLock.Take(_lake.Path).Dispose();
    }

    [Fact]
    public void Lock_WhereTheLakeIsAFile_SaysThatItCannotBeWritten()
    {
        var path = Path.Combine(_lake.Path, "file");
        File.WriteAllText(path, "");
        var message = Assert.Throws<InputException>(() => WriterLock.Take(path)).Message;
        Assert.Contains("cannot be written", message, StringComparison.Ordinal);
        Assert.Contains(path, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OverADamagedStateDatabase_SaysSo_AndFreesTheLock()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(LakeFolder.StatePath(_lake.Path))!);
        File.WriteAllText(LakeFolder.StatePath(_lake.Path), new string('x', 5000));

        var message = (await Assert.ThrowsAsync<InputException>(() => _lake.StartAsync(new FakeStages()))).Message;

        Assert.Contains("state.db", message, StringComparison.Ordinal);
        File.Delete(LakeFolder.StatePath(_lake.Path));
        await using var silo = await _lake.StartAsync(new FakeStages());
    }

    [Fact]
    public async Task Silos_OverDifferentLakes_RunSideBySide()
    {
        using var other = new TestLake();
        await using var first = await _lake.StartAsync(new FakeStages());
        await using var second = await other.StartAsync(new FakeStages());

        var results = await Task.WhenAll(first.Grains.RunAsync(Request("run-1", General)), second.Grains.RunAsync(Request("run-1", General)));

        Assert.All(results, result => Assert.Equal(RunOutcome.Succeeded, result.Outcome));
    }

    [Fact]
    public async Task Stop_WaitsForTheWorkThatItCancels()
    {
        var gate = new Gate();
        var hasEnded = false;
        var stages = new FakeStages
        {
            ChunkCount = 1,
            OnChunk = async (_, cancellation) =>
            {
                try
                {
                    await gate.PassAsync(cancellation);
                }
                finally
                {
                    await Task.Delay(200, CancellationToken.None);
                    hasEnded = true;
                }
            },
        };
        await using (var silo = await _lake.StartAsync(stages))
        {
            await silo.Grains.GetYear(2023).StartAsync(Request("run-1", General));
            await gate.Reached;
        }

        Assert.True(hasEnded);
    }
}
