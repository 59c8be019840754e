using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace OpenPayments.Silo.Tests.Support;

/// <summary>An HTTP server on loopback that answers what the test wants, such as ECS's agent or an AWS service that refuses.</summary>
public sealed class FakeAgent : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly ConcurrentQueue<FakeRequest> _requests = new();

    private FakeAgent(Func<FakeRequest, (HttpStatusCode Status, string Body)> answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _server = builder.Build();
        _server.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var request = new FakeRequest(context.Request.Method, context.Request.Path + context.Request.QueryString, await reader.ReadToEndAsync());
            _requests.Enqueue(request);
            var (status, body) = answer(request);
            context.Response.StatusCode = (int)status;
            context.Response.ContentType = "application/x-amz-json-1.0";
            await context.Response.WriteAsync(body);
        });
    }

    public Uri Address => new(_server.Urls.Single());

    public HttpClient Http { get; } = new();

    public IReadOnlyList<FakeRequest> Requests => [.. _requests];

    public static async Task<FakeAgent> StartAsync(Func<FakeRequest, (HttpStatusCode Status, string Body)> answer)
    {
        var agent = new FakeAgent(answer);
        await agent._server.StartAsync();
        return agent;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _server.DisposeAsync();
    }
}

public sealed record FakeRequest(string Method, string Path, string Body);
