using System.Diagnostics;
using OpenPayments.Client;
using OpenPayments.Client.Tests.Processes;
using OpenPayments.GrainInterfaces;
using OpenPayments.Tests.Servers;

namespace OpenPayments.Silo.Tests.Crash;

/// <summary>Everything at once, the client, a silo that comes back from the dead, and the servers that everything stands on.</summary>
[Collection(nameof(CrashCluster))]
public sealed class OutageTests(CrashCluster cluster)
{
    public static TheoryData<Moment> Moments => CrashCluster.IsComplete ? [Moment.Land, Moment.Ingest, Moment.Publish] : [Moment.Ingest];

    [Theory]
    [MemberData(nameof(Moments))]
    public async Task Kill_OfAllSilos_TheNextOnesGoOn(Moment moment)
    {
        var year = await cluster.BeginYearAsync();
        var hold = new Hold(request => request.IsWriteOf(moment), moment == Moment.Ingest ? 4 : 1);
        cluster.S3.Before = hold.PassAsync;
        using var client = year.StartIngest();
        await hold.Reached;

        await Task.WhenAll(cluster.Silos.Running.Select(silo => silo.KillAsync()));
        hold.Release();
        await cluster.FillUpAsync();
        var back = Stopwatch.GetTimestamp();

        (await client.EndAsync()).Expect(ExitCodes.Ok);
        CrashLog.Add("kill all silos", moment, Stopwatch.GetElapsedTime(back));
        await year.ExpectUndisturbedLakeAsync();
    }

    [Fact]
    public async Task Kill_OfTheClient_TheRunGoesOn_AndTheSameCommandFindsItDone()
    {
        var year = await cluster.BeginYearAsync();
        var hold = new Hold(request => request.IsWriteOf(Moment.Ingest), 2);
        cluster.S3.Before = hold.PassAsync;
        using (var client = year.StartIngest())
        {
            await hold.Reached;
            client.Send(ProgramRun.SigKill);
            await client.EndAsync();
        }

        var killed = Stopwatch.GetTimestamp();
        hold.Release();

        Assert.Equal(RunOutcome.Succeeded, (await year.EndAsync()).Outcome);
        CrashLog.Add("kill client", Moment.Ingest, Stopwatch.GetElapsedTime(killed));
        await year.ExpectUndisturbedLakeAsync();
        using var again = year.StartIngest();
        Assert.Contains("Nothing to do", (await again.EndAsync()).Expect(ExitCodes.Ok).Out, StringComparison.Ordinal);
    }

    /// <summary>
    /// It is stopped with a write under way, the others take it for dead and finish the year, and then its write arrives and it
    /// wakes up with all its work in hand.
    /// </summary>
    [Theory]
    [MemberData(nameof(Moments))]
    public async Task Zombie_ThatWritesLate_ChangesNothing(Moment moment)
    {
        var year = await cluster.BeginYearAsync();
        var hold = new Hold(request => request.IsWriteOf(moment));
        cluster.S3.Before = hold.PassAsync;
        using var client = year.StartIngest();
        var zombie = await year.FindSiloAsync(moment == Moment.Ingest ? "chunk" : "file", await hold.Reached);
        Assert.NotNull(zombie);

        zombie.Pause();
        var paused = Stopwatch.GetTimestamp();
        (await client.EndAsync()).Expect(ExitCodes.Ok);
        CrashLog.Add("zombie", moment, Stopwatch.GetElapsedTime(paused));
        hold.Release();
        zombie.Resume();

        // It learns that it was declared dead, and ends itself.
        await zombie.EndAsync();
        await year.ExpectUndisturbedLakeAsync();
    }

    [Fact]
    public async Task DynamoDb_StoppedForHalfAMinute_TheRunWaitsAndGoesOn()
    {
        var year = await cluster.BeginYearAsync();
        var hold = new Hold(request => request.IsWriteOf(Moment.Ingest), 3);
        cluster.S3.Before = hold.PassAsync;
        using var client = year.StartIngest();
        await hold.Reached;

        await cluster.Database.KillAsync();
        hold.Release();
        await Task.Delay(TimeSpan.FromSeconds(30));
        await cluster.Database.StartAgainAsync();
        var back = Stopwatch.GetTimestamp();

        (await client.EndAsync()).Expect(ExitCodes.Ok);
        CrashLog.Add("DynamoDB stopped for 30 s", Moment.Ingest, Stopwatch.GetElapsedTime(back));
        await year.ExpectUndisturbedLakeAsync();
    }

    [Fact]
    public async Task S3_ThatFailsOneRequestInTen_InEveryWay_OnlyTakesLonger()
    {
        var year = await cluster.BeginYearAsync();
        cluster.S3.Choose = FaultProxy.Seeded(CrashCluster.Seed * 1000 + year.Year, 0.1);
        var start = Stopwatch.GetTimestamp();
        using var client = year.StartIngest();

        (await client.EndAsync()).Expect(ExitCodes.Ok);

        CrashLog.Add("S3 fails 10 % of requests", Moment.Ingest, Stopwatch.GetElapsedTime(start));
        Assert.Contains(cluster.S3.Requests, request => request.Fault != Fault.None);
        cluster.S3.Choose = _ => Fault.None;
        await year.ExpectUndisturbedLakeAsync();
    }

    [Fact]
    public async Task DynamoDb_ThatLosesAnswers_OnlyTakesLonger()
    {
        var year = await cluster.BeginYearAsync();
        cluster.DynamoDb.Choose = FaultProxy.Seeded(CrashCluster.Seed * 1000 + year.Year, 0.05, Fault.LoseReply, Fault.ResetBefore, Fault.Delay);
        var start = Stopwatch.GetTimestamp();
        using var client = year.StartIngest();

        (await client.EndAsync()).Expect(ExitCodes.Ok);

        CrashLog.Add("DynamoDB loses 5 % of answers", Moment.Ingest, Stopwatch.GetElapsedTime(start));
        cluster.DynamoDb.Choose = _ => Fault.None;
        await year.ExpectUndisturbedLakeAsync();
    }
}
