using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OpenPayments.Tests.Servers;

/// <summary>What happens to a request on its way.</summary>
public enum Fault
{
    None,

    /// <summary>500 InternalError, and the server never hears of the request.</summary>
    InternalError,

    /// <summary>503 SlowDown, likewise.</summary>
    SlowDown,

    /// <summary>It comes late.</summary>
    Delay,

    /// <summary>The connection is reset before the server hears of it.</summary>
    ResetBefore,

    /// <summary>The connection is reset with half of the request's body sent.</summary>
    ResetInBody,

    /// <summary>The server does it, and the connection is reset before a byte of the answer: the outcome is unknown to the client.</summary>
    LoseReply,

    /// <summary>The connection is reset in the middle of the answer.</summary>
    CutReply,
}

/// <param name="Number">How many requests of the same method and path there were, this one included.</param>
/// <param name="Target">Path and query as the client wrote them.</param>
public sealed record ProxiedRequest(string Method, string Target, int Number)
{
    public string Path => Target.Split('?')[0];

    /// <summary>What was done to it.</summary>
    public Fault Fault { get; internal set; }

    /// <summary>Of the server's answer; 0 when there was none.</summary>
    public int Status { get; internal set; }

    /// <summary>The value of the Range header, if any.</summary>
    public string? Range { get; internal init; }
}

/// <summary>
/// Stands on a loopback port before an HTTP server and makes requests go wrong. It passes bytes on as they are, the Host header
/// included, so that signatures stay good. It knows nothing of what the requests are about.
/// </summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Uri _server;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<ProxiedRequest> _requests = new();
    private readonly ConcurrentDictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly Task _accepting;

    private FaultProxy(Uri server)
    {
        _server = server;
        _listener.Start(512);
        Endpoint = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    public Uri Endpoint { get; }

    /// <summary>Decides about every request; may be set at any time. Nothing goes wrong by default.</summary>
    public Func<ProxiedRequest, Fault> Choose { get; set; } = _ => Fault.None;

    /// <summary>What a request waits for before anything happens to it; may be set at any time. Nothing by default.</summary>
    public Func<ProxiedRequest, Task> Before { get; set; } = _ => Task.CompletedTask;

    public TimeSpan DelayTime { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>In the order in which they came.</summary>
    public IReadOnlyCollection<ProxiedRequest> Requests => _requests;

    public static FaultProxy Start(Uri server) => new(server);

    /// <summary>A share of requests meets one of the faults; the seed, the method, the path and how often it was asked decide which.</summary>
    public static Func<ProxiedRequest, Fault> Seeded(int seed, double share, params Fault[] faults)
    {
        if (faults.Length == 0) faults = [.. Enum.GetValues<Fault>().Where(fault => fault != Fault.None)];
        return request =>
        {
            var random = new Random(StableHash($"{seed} {request.Method} {request.Path} {request.Number}"));
            return random.NextDouble() < share ? faults[random.Next(faults.Length)] : Fault.None;
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private static int StableHash(string text) => (int)text.Aggregate(2166136261u, (hash, character) => (hash ^ character) * 16777619u);

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = Task.Run(() => ServeAsync(client), CancellationToken.None);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    /// <summary>One connection of a client, and the one to the server that belongs to it.</summary>
    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient { NoDelay = true };
        using (client)
        {
            client.NoDelay = true;
            try
            {
                var fromClient = new HttpWire(client.GetStream());
                while (await fromClient.ReadHeadAsync(_stop.Token) is { } head)
                {
                    if (!server.Connected) await server.ConnectAsync(_server.Host, _server.Port, _stop.Token);
                    var request = Log(head);
                    await Before(request).WaitAsync(_stop.Token);
                    if (await PassAsync(head, fromClient, new HttpWire(server.GetStream()), request)) continue;
                    // Closing is a reset then, as of a machine that is gone.
                    if (request.Fault != Fault.None) client.LingerState = new LingerOption(true, 0);
                    break;
                }
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException or FormatException)
            {
            }
        }
    }

    private ProxiedRequest Log(HttpHead head)
    {
        var (method, target) = head.Request;
        var request = new ProxiedRequest(method, target, _numbers.AddOrUpdate($"{method} {target.Split('?')[0]}", 1, (_, count) => count + 1)) { Range = head.Find("Range") };
        request.Fault = Choose(request);
        _requests.Enqueue(request);
        return request;
    }

    /// <returns>Whether the connection is good for another request.</returns>
    private async Task<bool> PassAsync(HttpHead head, HttpWire client, HttpWire server, ProxiedRequest request)
    {
        var fault = request.Fault;
        if (fault == Fault.ResetBefore) return false;
        if (head.Find("Expect") is not null) await client.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), _stop.Token);
        if (fault is Fault.InternalError or Fault.SlowDown)
        {
            await client.CopyBodyAsync(null, head.BodyOfRequest, long.MaxValue, _stop.Token);
            await client.WriteAsync(Refusal(fault, hasBody: request.Method != "HEAD"), _stop.Token);
            return true;
        }

        if (fault == Fault.Delay) await Task.Delay(DelayTime, _stop.Token);
        await server.WriteAsync(head.Without("Expect"), _stop.Token);
        var limit = fault == Fault.ResetInBody ? head.BodyOfRequest.Length / 2 : long.MaxValue;
        await client.CopyBodyAsync(server, head.BodyOfRequest, limit, _stop.Token);
        if (fault == Fault.ResetInBody) return false;

        var reply = await server.ReadHeadAsync(_stop.Token);
        while (reply is { Status: 100 }) reply = await server.ReadHeadAsync(_stop.Token);
        if (reply is null) return false;
        request.Status = reply.Status;
        var body = reply.BodyOfReply(request.Method);
        if (fault == Fault.LoseReply)
        {
            await server.CopyBodyAsync(null, body, long.MaxValue, _stop.Token);
            return false;
        }

        await client.WriteAsync(reply.Bytes, _stop.Token);
        await server.CopyBodyAsync(client, body, fault == Fault.CutReply ? body.Length / 2 : long.MaxValue, _stop.Token);
        return fault != Fault.CutReply && !string.Equals(reply.Find("Connection"), "close", StringComparison.OrdinalIgnoreCase) && body.Kind != BodyKind.UntilClose;
    }

    private static byte[] Refusal(Fault fault, bool hasBody)
    {
        var (status, code) = fault == Fault.SlowDown ? ("503 Service Unavailable", "SlowDown") : ("500 Internal Server Error", "InternalError");
        var body = hasBody ? $"<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{code}</Code><Message>Try again.</Message></Error>" : "";
        return Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status}\r\nContent-Type: application/xml\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
    }
}
