using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using OpenPayments.Tests.Servers;

namespace OpenPayments.Orleans.DynamoDB.Tests;

/// <summary>The server that the other tests stand on: where it listens, what it keeps, and that it leaves nothing behind.</summary>
public sealed class DynamoDbLocalTests
{
    public DynamoDbLocalTests() => RequireServer.Installed(DynamoDbLocal.Missing);

    [Fact]
    public async Task Killed_WithADataFolder_KeepsItsTables()
    {
        var folder = Directory.CreateTempSubdirectory("openpayments-");
        try
        {
            await using var server = await DynamoDbLocal.StartAsync(folder.FullName);
            using var client = new AmazonDynamoDBClient(new BasicAWSCredentials("any", "any"), new AmazonDynamoDBConfig { ServiceURL = server.Endpoint.ToString() });
            await client.CreateTableAsync(new CreateTableRequest("kept", [new("Id", KeyType.HASH)])
            {
                AttributeDefinitions = [new("Id", ScalarAttributeType.S)],
                BillingMode = BillingMode.PAY_PER_REQUEST,
            });
            await client.PutItemAsync("kept", new() { ["Id"] = new("1") });

            await server.KillAsync();
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => new HttpClient().GetAsync(server.Endpoint));
            await server.StartAgainAsync();

            Assert.Equal("1", (await client.GetItemAsync("kept", new() { ["Id"] = new("1") })).Item["Id"].S);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Listens_OnLoopbackOnly()
    {
        await using var server = await DynamoDbLocal.StartAsync();

        // The kernel's list of listening sockets: local address and port in hexadecimal, 0A is LISTEN.
        var port = server.Endpoint.Port.ToString("X4", CultureInfo.InvariantCulture);
        var listening = new[] { "/proc/net/tcp", "/proc/net/tcp6" }
            .Where(File.Exists).SelectMany(File.ReadLines).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(field => field[1].EndsWith($":{port}", StringComparison.Ordinal) && field[3] == "0A").Select(field => field[1].Split(':')[0]).ToArray();

        Assert.NotEmpty(listening);
        Assert.All(listening, address => Assert.EndsWith("0100007F", address, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Dies_WithTheProcessThatStartedIt()
    {
        // A shell in our place: it starts a server as we do, says that it has, and is killed.
        var log = Path.GetTempFileName();
        using var parent = Process.Start(new ProcessStartInfo("bash", ["-c", "exec 3> >(exec bash \"$0\" \"$1\" bash -c 'echo $$; exec sleep 600'); read -r _", Path.Combine(ServerTools.Scripts, "run.sh"), log])
        {
            RedirectStandardInput = true,
            UseShellExecute = false,
        })!;
        string? line;
        while ((line = (await File.ReadAllLinesAsync(log)).FirstOrDefault()) is null) await Task.Delay(20);
        using var server = Process.GetProcessById(int.Parse(line, CultureInfo.InvariantCulture));

        parent.Kill();

        await server.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token);
        File.Delete(log);
    }

    [Fact]
    public async Task Start_OnATakenPort_ShowsTheEndOfItsLog()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        var error = await Assert.ThrowsAsync<ServerStartException>(() => DynamoDbLocal.StartAsync(port: ((IPEndPoint)taken.LocalEndpoint).Port));

        Assert.Contains("log", error.Message, StringComparison.Ordinal);
    }
}
