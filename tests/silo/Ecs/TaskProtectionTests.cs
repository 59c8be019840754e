using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using OpenPayments.Grains.Stages;
using OpenPayments.Silo.Ecs;
using OpenPayments.Silo.Tests.Support;

namespace OpenPayments.Silo.Tests.Ecs;

public sealed class TaskProtectionTests
{
    private const string On = """{"ProtectionEnabled":true,"ExpiresInMinutes":60}""";
    private const string Off = """{"ProtectionEnabled":false}""";

    private readonly Workload _work = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private TaskProtection Protect(FakeAgent agent) => new(agent.Address, agent.Http, _work, _time, NullLogger<TaskProtection>.Instance);

    private async Task LookAsync(TaskProtection protection, TimeSpan later)
    {
        _time.Advance(later);
        await protection.LookAsync(CancellationToken.None);
    }

    private static string[] Bodies(FakeAgent agent)
    {
        Assert.All(agent.Requests, request => Assert.Equal(("PUT", "/task-protection/v1/state"), (request.Method, request.Path)));
        return [.. agent.Requests.Select(request => request.Body)];
    }

    [Fact]
    public async Task Work_IsProtected_Renewed_AndReleasedOnceIdleForAWhile()
    {
        await using var agent = await FakeAgent.StartAsync(_ => (HttpStatusCode.OK, "{}"));
        using var protection = Protect(agent);
        await LookAsync(protection, TimeSpan.Zero);
        Assert.Empty(Bodies(agent));

        _work.JobCount = 1;
        await LookAsync(protection, TimeSpan.FromSeconds(5));
        await LookAsync(protection, TimeSpan.FromSeconds(5));
        Assert.Equal([On], Bodies(agent));

        await LookAsync(protection, TimeSpan.FromMinutes(25));
        Assert.Equal([On, On], Bodies(agent));

        _work.JobCount = 0;
        await LookAsync(protection, TimeSpan.FromSeconds(5));
        Assert.Equal([On, On], Bodies(agent));
        await LookAsync(protection, TimeSpan.FromSeconds(30));
        Assert.Equal([On, On, Off], Bodies(agent));
    }

    [Fact]
    public async Task Refusal_IsTriedAgain_AndHarmsNobody()
    {
        var isRefused = true;
        await using var agent = await FakeAgent.StartAsync(_ => (isRefused ? HttpStatusCode.BadRequest : HttpStatusCode.OK, "{}"));
        using var protection = Protect(agent);
        _work.JobCount = 1;
        await LookAsync(protection, TimeSpan.Zero);
        isRefused = false;
        await LookAsync(protection, TimeSpan.FromSeconds(5));
        await LookAsync(protection, TimeSpan.FromSeconds(5));

        Assert.Equal([On, On], Bodies(agent));
    }

    [Fact]
    public async Task Stop_ReleasesTheTask()
    {
        await using var agent = await FakeAgent.StartAsync(_ => (HttpStatusCode.OK, "{}"));
        using var protection = Protect(agent);
        _work.JobCount = 1;
        await LookAsync(protection, TimeSpan.Zero);

        await protection.StopAsync(CancellationToken.None);

        Assert.Equal([On, Off], Bodies(agent));
    }

    private sealed class Workload : IWorkload
    {
        public int JobCount { get; set; }

        public bool IsStopping => false;
    }
}
