using System.Globalization;
using OpenPayments.Client.Tests.Processes;

namespace OpenPayments.Client.Tests.Ingest;

/// <summary>
/// The invariant that everything else serves: however often the process is killed and wherever, the same command started
/// again comes to the lake of an undisturbed run, byte for byte. OPENPAYMENTS_KILL_SEEDS sets how many seeds are tried.
/// </summary>
public abstract class KillTests(KillTests.Undisturbed undisturbed)
{
    private const int MostKills = 8;

    private static readonly int SeedCount = int.Parse(Environment.GetEnvironmentVariable("OPENPAYMENTS_KILL_SEEDS") ?? "10", CultureInfo.InvariantCulture);

    /// <summary>Moments that a random delay hardly ever hits.</summary>
    private static readonly string[] Words = [": landing", ": ingesting", ": validating", ": publishing", ": published"];

    public static TheoryData<int> OddSeeds => [.. Enumerable.Range(1, SeedCount).Where(int.IsOddInteger)];

    public static TheoryData<int> EvenSeeds => [.. Enumerable.Range(1, SeedCount).Where(int.IsEvenInteger)];

    private static string[] Options => ["--chunk-size", "32KiB"];

    protected async Task KillAsync(int seed)
    {
        var random = new Random(seed);
        using var lake = new TestLake();
        Generate(lake);

        var kills = 0;
        while (kills < MostKills && !await RunAndKillAsync(lake, random)) kills++;
        var report = (await lake.IngestAsync([.. Options, "--json"])).Expect(ExitCodes.Ok).Json();

        Assert.Equal(undisturbed.Digest, report.Text("lake_digest"));
        Assert.Equal(undisturbed.Digest, await lake.VerifyAsync());
        Assert.Equal(undisturbed.Rows, await lake.QueryAsync(Rows));
        Assert.All(report.Files(), file => Assert.Equal(file.Number("scanned_count"), file.Number("accepted_count") + file.Number("quarantined_count")));
    }

    private const string Rows =
        "SELECT 'general', count(*), count(DISTINCT record_id), sum(total_amount_of_payment_usdollars) FROM general_payments UNION ALL " +
        "SELECT 'research', count(*), count(DISTINCT record_id), sum(total_amount_of_payment_usdollars) FROM research_payments UNION ALL " +
        "SELECT 'quarantine', count(*), count(DISTINCT record_number), NULL FROM quarantine_general_payments UNION ALL " +
        // Every year is one run, recorded once, whatever was killed: what it is asked for again it goes on with.
        "SELECT concat_ws(' ', 'run', program_year, outcome, file_count), count(*), count(DISTINCT run_id), NULL FROM audit_runs GROUP BY 1 UNION ALL " +
        "SELECT concat_ws(' ', 'file', file, outcome, record_count), count(*), count(DISTINCT run_id), sum(accepted_amount) FROM audit_files GROUP BY 1 UNION ALL " +
        "SELECT concat_ws(' ', 'chunks', file), count(*), count(DISTINCT part_key), sum(accepted_amount) FROM audit_chunks GROUP BY 1 UNION ALL " +
        "SELECT concat_ws(' ', 'check', file, check_name, verdict), count(*), count(DISTINCT run_id), NULL FROM validation_results GROUP BY 1 ORDER BY 1";

    /// <summary>True when the run came to its end before the kill.</summary>
    private async Task<bool> RunAndKillAsync(TestLake lake, Random random)
    {
        using var run = ProgramRun.Start(lake.Ingest(Options));
        if (random.Next(2) == 0)
        {
            await run.WaitForErrorAsync(Words[random.Next(Words.Length)]);
            await Task.Delay(random.Next(30));
        }
        else
        {
            await Task.Delay((int)(undisturbed.Time.TotalMilliseconds * random.NextDouble()));
        }

        run.Send(ProgramRun.SigKill);
        return (await run.EndAsync()).ExitCode == ExitCodes.Ok;
    }

    private static void Generate(TestLake lake)
    {
        lake.Generate("general-g3", records: 3000, seed: 7);
        lake.Generate("research-g3", records: 500, seed: 8);
        lake.Generate("general-g2", records: 1000, seed: 9);
    }

    /// <summary>What the same files come to when nobody disturbs.</summary>
    public sealed class Undisturbed : IAsyncLifetime
    {
        public string Digest { get; private set; } = "";

        public string[] Rows { get; private set; } = [];

        public TimeSpan Time { get; private set; }

        public async ValueTask InitializeAsync()
        {
            using var lake = new TestLake();
            Generate(lake);
            var result = (await lake.IngestAsync([.. Options, "--json"])).Expect(ExitCodes.Ok);
            (Digest, Time) = (result.Json().Text("lake_digest"), result.Time);
            Rows = await lake.QueryAsync(KillTests.Rows);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

/// <summary>Two classes, so that both cores have kills to do.</summary>
public sealed class OddKillTests(KillTests.Undisturbed undisturbed) : KillTests(undisturbed), IClassFixture<KillTests.Undisturbed>
{
    [Theory]
    [MemberData(nameof(OddSeeds))]
    public Task Ingest_KilledAtRandomMoments_ComesToTheUndisturbedLake(int seed) => KillAsync(seed);
}

/// <inheritdoc cref="OddKillTests"/>
public sealed class EvenKillTests(KillTests.Undisturbed undisturbed) : KillTests(undisturbed), IClassFixture<KillTests.Undisturbed>
{
    [Theory]
    [MemberData(nameof(EvenSeeds))]
    public Task Ingest_KilledAtRandomMoments_ComesToTheUndisturbedLake(int seed) => KillAsync(seed);
}
