using System.Diagnostics;
using System.Security.Cryptography;
using OpenPayments.Client;
using OpenPayments.Client.Tests.Processes;
using OpenPayments.GrainInterfaces;
using OpenPayments.Grains.Cluster;
using OpenPayments.Generator;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Silo.Tests.Support;
using OpenPayments.Tests.Servers;

namespace OpenPayments.Silo.Tests.Crash;

/// <summary>One program year in a cluster that is disturbed while it is at it.</summary>
public sealed class CrashYear(CrashCluster cluster, int year, string source, GeneratedFile content)
{
    /// <summary>Chunks so small that there are several for every slot.</summary>
    public static readonly string[] Options = ["--chunk-size", "100KiB"];

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public int Year => year;

    public FileId File { get; } = new(year, new DateOnly(2025, 1, 30), Kind.General);

    public IYearGrain Grain => cluster.Client.Grains.GetYear(year);

    /// <summary>Starts the program as a user would.</summary>
    public ProgramRun StartIngest(params string[] more) => cluster.Silos.Start(["ingest", source, .. Options, .. more]);

    /// <summary>The silo of a grain that takes part in this year, or null when none does.</summary>
    public Task<TestSilo?> FindSiloAsync(string role, ProxiedRequest held) => cluster.Silos.FindSiloAsync(cluster.Client.Grains, role switch
    {
        "year" => Grain,
        "file" => cluster.Client.Grains.GetFile(File),
        _ => cluster.Client.Grains.GetChunk(new ChunkId(File, ChunkOf(held))),
    });

    /// <summary>Waits until the run has ended, whoever asked for it.</summary>
    public async Task<YearResult> EndAsync()
    {
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                if (await Grain.GetResultAsync() is { } result) return result;
            }
            catch (Exception e) when (SiloLoss.Explains(e) && Stopwatch.GetElapsedTime(since) < Patience)
            {
                // Its silo was lost; the year comes back on another.
            }

            if (Stopwatch.GetElapsedTime(since) > Patience) throw new TimeoutException($"Year {year} did not end.");
            await Task.Delay(100);
        }
    }

    /// <summary>
    /// The same objects with the same bytes as from one undisturbed machine, all tables and manifests in agreement, and readers see
    /// every record once.
    /// </summary>
    public async Task ExpectUndisturbedLakeAsync()
    {
        var store = cluster.OpenLake();
        var lake = await PublishedLake.ReadAsync(store);
        Assert.Empty(lake.Differences);
        var objects = CrashCluster.ObjectsOf(lake, year);
        Assert.Equal(cluster.ExpectedOf(year), objects);
        foreach (var entry in objects)
            Assert.Equal((entry.Key, entry.Sha256), (entry.Key, Convert.ToHexStringLower(SHA256.HashData((await store.ReadAsync(entry.Key))!))));

        Assert.Equal(await cluster.ExpectedProfileOfAsync(File), await store.ReadAsync(LakeKeys.FileProfile(File)));
        var query = await cluster.Silos.RunAsync(
            "query",
            $"""
            SELECT count(*), count(DISTINCT record_id),
                   (SELECT string_agg(run_id, ' ' ORDER BY run_id) FROM audit_runs WHERE program_year = {year}),
                   (SELECT count(*) FROM audit_chunks JOIN audit_runs USING (run_id, program_year) WHERE program_year = {year}),
                   (SELECT count(DISTINCT (run_id, chunk_index)) FROM audit_chunks WHERE program_year = {year})
            FROM general_payments WHERE program_year = {year}
            """,
            "--format", "csv");
        var count = content.RecordCount - content.BadCount;
        // Every run that has ended stands once in the books, with each of its chunks.
        var runs = await RunRecords.ListAsync(store, year);
        Assert.Contains((await EndAsync()).RunId, runs);
        var row = query.Expect(ExitCodes.Ok).Out.TrimEnd('\n').Split('\n')[1].Split(',');
        Assert.Equal([$"{count}", $"{count}", string.Join(' ', runs)], row[..3]);
        Assert.Equal(row[4], row[3]);
    }

    /// <summary>The chunk whose part a request writes; the first when it writes something else.</summary>
    private static int ChunkOf(ProxiedRequest held) =>
        held.IsWriteOf(Moment.Ingest) ? int.Parse(held.Path.Split('/')[^1].Split('-')[1], System.Globalization.CultureInfo.InvariantCulture) : 0;
}
