using System.Collections.Concurrent;
using System.Net;
using OpenPayments.Tests.Servers;

namespace OpenPayments.Silo.Tests.Support;

/// <summary>An HTTP server on loopback that answers what the test wants, such as ECS's agent or an AWS service that refuses.</summary>
public sealed class FakeAgent : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Func<FakeRequest, (HttpStatusCode Status, string Body)> _answer;
    private readonly ConcurrentQueue<FakeRequest> _requests = new();
    private readonly Task _loop;

    public FakeAgent(Func<FakeRequest, (HttpStatusCode Status, string Body)> answer)
    {
        _answer = answer;
        Address = new Uri($"http://127.0.0.1:{ServerProcess.FreePort()}/");
        _listener.Prefixes.Add(Address.ToString());
        _listener.Start();
        _loop = Task.Run(LoopAsync);
    }

    public Uri Address { get; }

    public HttpClient Http { get; } = new();

    public IReadOnlyList<FakeRequest> Requests => [.. _requests];

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _loop;
        Http.Dispose();
    }

    private async Task LoopAsync()
    {
        while (true)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                using var reader = new StreamReader(context.Request.InputStream);
                var request = new FakeRequest(context.Request.HttpMethod, context.Request.RawUrl!, await reader.ReadToEndAsync());
                _requests.Enqueue(request);
                var (status, body) = _answer(request);
                context.Response.StatusCode = (int)status;
                context.Response.ContentType = "application/x-amz-json-1.0";
                await using var writer = new StreamWriter(context.Response.OutputStream);
                await writer.WriteAsync(body);
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException)
            {
                if (!_listener.IsListening) return;
            }
        }
    }
}

public sealed record FakeRequest(string Method, string Path, string Body);
