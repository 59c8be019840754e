using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using OpenPayments.Tests.Servers;

namespace OpenPayments.Orleans.DynamoDB.Tests;

/// <summary>
/// Stands between a provider and the server: passes requests on and notes them, and on demand loses a reply after the server has
/// done its work, or answers in the server's place.
/// </summary>
public sealed class FakeEndpoint : IDisposable
{
    private static readonly HttpClient Http = new();

    private readonly HttpListener _listener = new();
    private readonly string? _server;
    private readonly ConcurrentQueue<string> _operations = new();
    private readonly ConcurrentDictionary<string, int> _repliesToLose = new();
    private (int Status, string Body)? _answer;

    /// <param name="server">Where requests go; null when none is to be passed on.</param>
    public FakeEndpoint(string? server = null)
    {
        _server = server;
        Url = $"http://127.0.0.1:{ServerProcess.FreePort()}/";
        _listener.Prefixes.Add(Url);
        _listener.Start();
        _ = Task.Run(AcceptAsync);
    }

    public string Url { get; }

    /// <summary>What was asked so far, in order, such as "PutItem".</summary>
    public IReadOnlyList<string> Operations => [.. _operations];

    /// <summary>Of the last request.</summary>
    public string Authorization { get; private set; } = "";

    /// <summary>Of the last request.</summary>
    public string? SessionToken { get; private set; }

    /// <summary>The server then takes each attempt of a transaction for a new one, as DynamoDB does after ten minutes.</summary>
    public bool ForgetsTransactions { get; set; }

    public void LoseReplies(string operation, int count = 1) => _repliesToLose[operation] = count;

    /// <summary>Answers everything with an error of DynamoDB's protocol.</summary>
    /// <param name="more">Further members of the error.</param>
    public void Answer(int status, string code, string message, string more = "") =>
        _answer = (status, $$"""{"__type":"com.amazonaws.dynamodb.v20120810#{{code}}","message":"{{message}}"{{more}}}""");

    public void Dispose() => _listener.Close();

    private async Task AcceptAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            _ = Task.Run(() => ServeAsync(context));
        }
    }

    private async Task ServeAsync(HttpListenerContext context)
    {
        var operation = (context.Request.Headers["X-Amz-Target"] ?? "").Split('.')[^1];
        _operations.Enqueue(operation);
        (Authorization, SessionToken) = (context.Request.Headers["Authorization"] ?? "", context.Request.Headers["X-Amz-Security-Token"]);
        var (status, body) = _answer ?? await PassOnAsync(context.Request);
        if (IsToBeLost(operation))
        {
            context.Response.Abort();
            return;
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "application/x-amz-json-1.0";
        var bytes = Encoding.UTF8.GetBytes(body);
        context.Response.ContentLength64 = bytes.Length;
        await context.Response.OutputStream.WriteAsync(bytes);
        context.Response.Close();
    }

    private async Task<(int Status, string Body)> PassOnAsync(HttpListenerRequest request)
    {
        var body = await new StreamReader(request.InputStream).ReadToEndAsync();
        if (ForgetsTransactions) body = Regex.Replace(body, "(\"ClientRequestToken\":)\"[^\"]*\"", $"$1\"{Guid.NewGuid():N}\"");
        using var message = new HttpRequestMessage(new HttpMethod(request.HttpMethod), _server) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        foreach (var name in request.Headers.AllKeys)
        {
            if (name is null or "Host" or "Content-Length" or "Connection") continue;
            if (!message.Headers.TryAddWithoutValidation(name, request.Headers[name])) message.Content.Headers.TryAddWithoutValidation(name, request.Headers[name]);
        }

        using var response = await Http.SendAsync(message);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private bool IsToBeLost(string operation)
    {
        while (_repliesToLose.TryGetValue(operation, out var left) && left > 0)
            if (_repliesToLose.TryUpdate(operation, left - 1, left))
                return true;
        return false;
    }
}
