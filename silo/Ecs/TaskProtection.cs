using System.Net.Http.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenPayments.Grains.Stages;

namespace OpenPayments.Silo.Ecs;

/// <summary>
/// Asks ECS not to scale this task in while it works: a chunk that is thrown away costs more than a task that lives a little
/// longer. Protection ends by itself should this process die, and is renewed in time while it lives.
/// </summary>
public sealed partial class TaskProtection(Uri agent, HttpClient http, IWorkload work, TimeProvider time, ILogger<TaskProtection> logger) : BackgroundService
{
    public const string AgentVariable = "ECS_AGENT_URI";

    private const int ExpiryMinutes = 60;
    private static readonly TimeSpan LookPeriod = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan RenewPeriod = TimeSpan.FromMinutes(ExpiryMinutes / 3);

    /// <summary>Between two chunks of a run a silo is idle for moments.</summary>
    private static readonly TimeSpan IdlePatience = TimeSpan.FromSeconds(15);

    private readonly Uri _state = new($"{agent.ToString().TrimEnd('/')}/task-protection/v1/state");
    private DateTimeOffset? _protectedAt;
    private DateTimeOffset _busyAt;

    /// <summary>Null elsewhere than on ECS.</summary>
    public static Uri? FindAgent() =>
        Environment.GetEnvironmentVariable(AgentVariable) is { Length: > 0 } text && Uri.TryCreate(text, UriKind.Absolute, out var agent) ? agent : null;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookPeriod, time);
        do
            await LookAsync(stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (_protectedAt is not null) await SetAsync(false, cancellationToken);
    }

    internal async Task LookAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (work is { JobCount: > 0, IsStopping: false }) _busyAt = now;
        if (now - _busyAt < IdlePatience)
        {
            if ((_protectedAt is null || now - _protectedAt >= RenewPeriod) && await SetAsync(true, cancellation)) _protectedAt = now;
        }
        else if (_protectedAt is not null && await SetAsync(false, cancellation))
        {
            _protectedAt = null;
        }
    }

    private async Task<bool> SetAsync(bool isProtected, CancellationToken cancellation)
    {
        try
        {
            using var response = await http.PutAsJsonAsync(_state, new ProtectionState(isProtected, isProtected ? ExpiryMinutes : null), cancellation);
            response.EnsureSuccessStatusCode();
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            // The next look tries again; work goes on, and unprotected work is only done twice in the worst case.
            LogNotSet(e, isProtected);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "ECS task protection could not be set to {IsProtected}.")]
    private partial void LogNotSet(Exception e, bool isProtected);

    private sealed record ProtectionState(
        [property: JsonPropertyName("ProtectionEnabled")] bool ProtectionEnabled,
        [property: JsonPropertyName("ExpiresInMinutes"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? ExpiresInMinutes);
}
