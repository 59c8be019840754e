using OpenPayments.Client.Tests.Processes;

namespace OpenPayments.Client.Tests.Ingest;

/// <summary>Ctrl-C, SIGTERM, a second writer, and readers beside a run: all with real processes on one lake.</summary>
public sealed class InterruptTests : IDisposable
{
    private const string SmallChunks = "16KiB";

    private readonly TestLake _lake = new();

    public InterruptTests() => _lake.Generate("general-g3", records: 8000);

    public void Dispose() => _lake.Dispose();

    [Theory]
    [InlineData(ProgramRun.SigInt)]
    [InlineData(ProgramRun.SigTerm)]
    public async Task Signal_StopsCleanly_AndTheSameCommandGoesOnToTheSameDigest(int signal)
    {
        using (var run = ProgramRun.Start(_lake.Ingest("--chunk-size", SmallChunks)))
        {
            await run.WaitForErrorAsync("general: ingesting");
            run.Send(signal);
            var stopped = (await run.EndAsync()).Expect(ExitCodes.Interrupted);
            Assert.Contains("run the same command again", stopped.Error, StringComparison.Ordinal);
        }

        var status = (await _lake.RunAsync("status")).Expect(ExitCodes.Ok);
        Assert.Contains("stopped", status.Out, StringComparison.Ordinal);

        var resumed = (await _lake.IngestAsync("--chunk-size", SmallChunks, "--json")).Expect(ExitCodes.Ok).Json();
        using var undisturbed = new TestLake();
        undisturbed.Generate("general-g3", records: 8000);
        var expected = (await undisturbed.IngestAsync("--chunk-size", SmallChunks, "--json")).Expect(ExitCodes.Ok).Json();
        Assert.Equal(expected.Text("lake_digest"), resumed.Text("lake_digest"));
        Assert.Equal(expected.Text("lake_digest"), await _lake.VerifyAsync());
    }

    [Fact]
    public async Task SecondSignal_EndsAtOnce()
    {
        using var run = ProgramRun.Start(_lake.Ingest("--chunk-size", SmallChunks));
        await run.WaitForErrorAsync("general: ingesting");
        run.Send(ProgramRun.SigInt);
        run.Send(ProgramRun.SigTerm);

        (await run.EndAsync()).Expect(ExitCodes.Interrupted);
    }

    [Fact]
    public async Task SecondWriter_IsTurnedAway_WhileStatusAndQueryWork()
    {
        (await _lake.IngestAsync()).Expect(ExitCodes.Ok);
        _lake.Generate("general-g2", records: 24000);
        using var run = ProgramRun.Start(_lake.Ingest("--chunk-size", SmallChunks));
        await run.WaitForErrorAsync("2018/2021-01-22/general: ingesting");

        var second = ProgramRun.RunAsync(_lake.Ingest("--chunk-size", SmallChunks));
        var status = _lake.RunAsync("status", "--json");
        var query = _lake.RunAsync("query", "SELECT count(*) FROM general_payments WHERE program_year = 2023", "--format", "csv");
        await Task.WhenAll(second, status, query);
        Assert.False(run.HasExited, "The run ended too soon for this test to mean anything.");

        (await second).Expect(ExitCodes.Failed);
        Assert.Contains("Another process", (await second).Error, StringComparison.Ordinal);
        var writer = (await status).Expect(ExitCodes.Ok).Json();
        Assert.NotNull(writer["writer"]);
        Assert.True(writer["runs"]!.AsArray().Single(file => file!.Text("file") == "2018/2021-01-22/general")!["is_running"]!.GetValue<bool>());
        Assert.Contains((await query).Expect(ExitCodes.Ok).Out, line => char.IsDigit(line));

        run.Send(ProgramRun.SigInt);
        (await run.EndAsync()).Expect(ExitCodes.Interrupted);
    }
}
