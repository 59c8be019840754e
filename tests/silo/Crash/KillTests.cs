using System.Diagnostics;
using OpenPayments.Client;

namespace OpenPayments.Silo.Tests.Crash;

/// <summary>SIGKILL of the silo that hosts a grain, in the middle of a stage: the client notices a pause and nothing else.</summary>
[Collection(nameof(CrashCluster))]
public sealed class KillTests(CrashCluster cluster)
{
    public static TheoryData<string, Moment> Cases
    {
        get
        {
            var cases = new TheoryData<string, Moment>
            {
                { "file", Moment.Land },
                { "chunk", Moment.Ingest },
                { "year", Moment.Ingest },
                { "file", Moment.Validate },
                { "file", Moment.Publish },
                { "year", Moment.Record },
            };
            if (CrashCluster.IsComplete)
                cases.AddRange(
                    ("year", Moment.Land), ("file", Moment.Ingest), ("year", Moment.Validate), ("chunk", Moment.Validate), ("year", Moment.Publish), ("chunk", Moment.Publish));
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Kill_OfTheSiloOfAGrain_ChangesNoByte(string grain, Moment moment)
    {
        var year = await cluster.BeginYearAsync();
        var random = new Random(CrashCluster.Seed * 1000 + year.Year);
        var hold = new Hold(request => request.IsWriteOf(moment), moment == Moment.Ingest ? 1 + random.Next(6) : 1);
        cluster.S3.Before = hold.PassAsync;
        using var client = year.StartIngest();
        var held = await hold.Reached;

        var victim = await year.FindSiloAsync(grain, held);
        Assert.NotNull(victim);
        var killed = Stopwatch.GetTimestamp();
        await victim.KillAsync();
        hold.Release();

        (await client.EndAsync()).Expect(ExitCodes.Ok);
        CrashLog.Add($"kill {grain}", moment, Stopwatch.GetElapsedTime(killed));
        await year.ExpectUndisturbedLakeAsync();
    }
}
