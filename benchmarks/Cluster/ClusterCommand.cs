using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using OpenPayments.Benchmarks.Chunks;
using OpenPayments.Benchmarks.Compare;
using OpenPayments.Benchmarks.Options;
using OpenPayments.Generator;
using OpenPayments.GrainInterfaces;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Sources;
using Orleans.Runtime;

namespace OpenPayments.Benchmarks.Cluster;

/// <summary>
/// <c>cluster</c>: what more silos bring, what a chunk costs in requests to DynamoDB, and how soon the work of a lost silo is done by
/// another. Every part takes S3 a second, so that the two cores of one machine do not hide what the cluster does.
/// </summary>
public static class ClusterCommand
{
    private const int Slots = 2;
    private const int ChunkSizeBytes = 64 << 10;
    private const double WantedShareOfLinear = 0.9, WantedRequests = 4, WantedSecondsAfterKill = 20, WantedSecondsAfterTerm = 2;
    private static readonly TimeSpan Latency = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        var chunks = new Option<int>("--chunks") { Description = "Chunks of the file.", DefaultValueFactory = _ => 120 };
        var rounds = new Option<int>("--rounds") { Description = "How often a silo is killed, and how often one is told to stop.", DefaultValueFactory = _ => 3 };
        var save = new SaveOption();
        var command = new Command("cluster", "Measure silo processes over DynamoDB Local and Ceph's S3 gateway.") { chunks, rounds, save };
        command.SetAction(async (result, cancellation) =>
        {
            save.Publish(result, await RunAsync(result.GetValue(chunks), result.GetValue(rounds), cancellation));
        });
        return command;
    }

    private static async Task<string> RunAsync(int chunks, int rounds, CancellationToken cancellation)
    {
        var report = new StringBuilder();
        report.Append(CultureInfo.InvariantCulture, $"# Cluster\n\n{Machine.Describe()}.\n\n");
        report.Append(CultureInfo.InvariantCulture, $"Silo processes with {Slots} slots each, DynamoDB Local, Ceph's S3 gateway; one general file, a second for every part that is written.\n\n");
        await using var cluster = await LocalCluster.StartServersAsync(cancellation);
        var file = await GenerateAsync(cluster.Folder, chunks, cancellation);

        report.Append("| silos | chunks | seconds from the first part to the last | chunks/s | share of linear | DynamoDB requests a chunk |\n|--:|--:|--:|--:|--:|--:|\n");
        var (linear, worstShare, mostRequests) = (0.0, 1.0, 0.0);
        for (var silos = 1; silos <= 3; silos++)
        {
            var (count, seconds, requests) = await MeasureAsync(cluster, file, silos, cancellation);
            var rate = count / seconds;
            if (silos == 1) linear = rate;
            var share = rate / (silos * linear);
            (worstShare, mostRequests) = (Math.Min(worstShare, share), Math.Max(mostRequests, requests));
            report.Append(CultureInfo.InvariantCulture, $"| {silos} | {count} | {seconds:F1} | {rate:F2} | {share:F2} | {requests:F2} |\n");
        }

        report.Append("\n| a silo with chunks in hand | seconds until another writes the part it was at, or it has written that and left |\n|---|---|\n");
        var killed = await RecoverAsync(cluster, file, LocalSilo.SigKill, rounds, cancellation);
        report.Append(CultureInfo.InvariantCulture, $"| is killed (SIGKILL) | {Seconds(killed)} |\n");
        var stopped = await RecoverAsync(cluster, file, LocalSilo.SigTerm, rounds, cancellation);
        report.Append(CultureInfo.InvariantCulture, $"| is told to stop (SIGTERM) | {Seconds(stopped)} |\n");

        report.Append("\n| target | measured | wanted | |\n|---|--:|--:|---|\n");
        AddTarget(report, "share of linear, worst", worstShare, WantedShareOfLinear, isAtLeast: true);
        AddTarget(report, "DynamoDB requests a chunk, most", mostRequests, WantedRequests);
        AddTarget(report, "seconds to recover from SIGKILL, longest", killed.Max(), WantedSecondsAfterKill);
        AddTarget(report, "seconds to recover from SIGTERM, longest", stopped.Max(), WantedSecondsAfterTerm);
        return report.Append(CultureInfo.InvariantCulture, $"\n```\n{Repository.CommandLine}\n```\n").ToString();
    }

    private static async Task<SourceFile> GenerateAsync(string folder, int chunks, CancellationToken cancellation)
    {
        var options = GeneratorOptions.For(EraCatalog.Find("general-g3")) with { SizeBytes = (long)chunks * ChunkSizeBytes };
        var sources = Path.Combine(folder, "sources");
        FileGenerator.Generate(options, sources);
        return await SourceLanding.FindAsync(sources, cancellation);
    }

    private static async Task<(int Chunks, double Seconds, double Requests)> MeasureAsync(LocalCluster cluster, SourceFile file, int silos, CancellationToken cancellation)
    {
        await cluster.BeginAsync($"scaling-{silos}", silos, Slots, cancellation);
        await using var client = await cluster.ConnectAsync(cancellation);
        var run = new ClusterRun(cluster, client, file, ChunkSizeBytes);
        var before = cluster.DynamoDb.Requests.Count;
        await run.StartAsync(Latency);
        await run.EndAsync(cancellation);
        // Everything counts: the file's and the year's own writes, heartbeats and probes too.
        var requests = cluster.DynamoDb.Requests.Count - before;
        var seconds = Stopwatch.GetElapsedTime(run.Parts[0].Start, run.Parts[^1].Start) + Latency;
        return (run.ChunkCount, seconds.TotalSeconds, requests / (double)run.ChunkCount);
    }

    /// <summary>From the signal until the part that the silo was writing is written by another, or until the silo, having written it, has left.</summary>
    private static async Task<List<double>> RecoverAsync(LocalCluster cluster, SourceFile file, int signal, int rounds, CancellationToken cancellation)
    {
        var seconds = new List<double>();
        for (var round = 1; round <= rounds; round++)
        {
            await cluster.BeginAsync($"recovery-{signal}-{round}", 3, Slots, cancellation);
            await using var client = await cluster.ConnectAsync(cancellation);
            var run = new ClusterRun(cluster, client, file, ChunkSizeBytes);
            await run.StartAsync(Latency);
            while (run.Parts.Count < 4 * Slots) await Task.Delay(10, cancellation);

            var (path, _) = run.Parts[^1];
            var victim = await FindSiloAsync(cluster, client.Grains, file.Id, path);
            var sent = Stopwatch.GetTimestamp();
            victim.Send(signal);
            var left = TimeAsync(victim.WaitForEndAsync(cancellation), sent);
            await run.EndAsync(cancellation);
            await left;
            // One that is told to stop ends the part itself when that is about done; then its leaving counts.
            var again = run.Parts.Where(part => part.Path == path && part.Start > sent).Select(part => part.Start).FirstOrDefault();
            seconds.Add(again == 0 ? left.Result.TotalSeconds : Stopwatch.GetElapsedTime(sent, again).TotalSeconds);
        }

        return seconds;
    }

    private static async Task<TimeSpan> TimeAsync(Task task, long since)
    {
        await task;
        return Stopwatch.GetElapsedTime(since);
    }

    private static async Task<LocalSilo> FindSiloAsync(LocalCluster cluster, IGrainFactory grains, FileId file, string partPath)
    {
        var index = int.Parse(partPath.Split('/')[^1].Split('-')[1], CultureInfo.InvariantCulture);
        var address = await grains.GetGrain<IManagementGrain>(0).GetActivationAddress(grains.GetChunk(new ChunkId(file, index)));
        return cluster.Silos.Single(silo => silo.Port == address!.Endpoint.Port);
    }

    private static string Seconds(IEnumerable<double> values) => string.Join(' ', values.Select(value => value.ToString("F1", CultureInfo.InvariantCulture)));

    private static void AddTarget(StringBuilder report, string what, double measured, double wanted, bool isAtLeast = false) => report.Append(
        CultureInfo.InvariantCulture,
        $"| {what} | {measured:F2} | {(isAtLeast ? "at least" : "at most")} {wanted:F1} | {((isAtLeast ? measured >= wanted : measured <= wanted) ? "reached" : "missed")} |\n");
}
