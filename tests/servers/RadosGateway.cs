namespace OpenPayments.Tests.Servers;

/// <summary>
/// Ceph's S3 gateway on a loopback port: a real server that checks signatures, keeps what it confirmed, and decides races. The
/// first start takes 15 to 30 seconds, so tests share one and each take a bucket or a prefix of their own.
/// </summary>
public sealed class RadosGateway : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly ServerProcess _process;

    private RadosGateway(DirectoryInfo folder, ServerProcess process, int port)
    {
        (_folder, _process) = (folder, process);
        Access = new S3Access(new Uri($"http://127.0.0.1:{port}"), "openpayments", "openpayments-secret");
    }

    public S3Access Access { get; }

    /// <summary>What must be done before it can be started; null when all is there.</summary>
    public static string? Missing =>
        ((string[])["radosgw", "ceph-mon", "ceph-osd", "radosgw-admin", "ceph"]).All(IsOnPath) ? null : ServerTools.HowToInstall("Ceph's S3 gateway (radosgw)", "radosgw");

    public static async Task<RadosGateway> StartAsync(CancellationToken cancellation = default)
    {
        if (Missing is { } missing) throw new ServerStartException(missing);
        for (var attempt = 1; ; attempt++)
        {
            var folder = Directory.CreateTempSubdirectory("openpayments-rgw-");
            var port = ServerProcess.FreePort();
            // The monitor's port has the daemons' own ports behind it; those that systems hand out are above 32768.
            var monitorPort = Random.Shared.Next(10_000, 32_000);
            try
            {
                var process = await ServerProcess.StartAsync(
                    "radosgw", Path.Combine(folder.FullName, "radosgw.log"), Path.Combine(ServerTools.Scripts, "radosgw.sh"), [folder.FullName, $"{port}", $"{monitorPort}"],
                    _ => Task.FromResult(File.Exists(Path.Combine(folder.FullName, "ready"))), cancellation);
                return new RadosGateway(folder, process, port);
            }
            catch (ServerStartException) when (attempt < 3)
            {
                Remove(folder); // Another program may have taken one of the ports.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Remove(_folder);
    }

    /// <summary>The daemons die a moment after the script that started them, and may still write.</summary>
    private static void Remove(DirectoryInfo folder)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                folder.Delete(recursive: true);
                return;
            }
            catch (IOException) when (attempt < 50)
            {
                Thread.Sleep(100);
            }
        }
    }

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
