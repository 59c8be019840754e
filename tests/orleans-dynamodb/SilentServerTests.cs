using System.Net;
using System.Net.Sockets;

namespace OpenPayments.Orleans.DynamoDB.Tests;

/// <summary>Apart from the other connections, which are soon over: this one waits for half a minute.</summary>
public sealed class SilentServerTests
{
    [Fact]
    public async Task AServerThatDoesNotAnswer_IsGivenUp()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var message = await TestStorage.OpenFailsAsync(options => options.Service = $"http://{silent.LocalEndpoint}");
        Assert.Contains("cannot be reached", message, StringComparison.Ordinal);
        Assert.Contains("does not answer", message, StringComparison.Ordinal);
    }
}
