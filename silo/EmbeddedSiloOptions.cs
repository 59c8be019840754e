using Microsoft.Extensions.Logging;

namespace OpenPayments.Silo;

/// <summary>How a silo runs inside another program's process.</summary>
public sealed record EmbeddedSiloOptions
{
    /// <summary>The lake's folder; its private folder holds the state and the writer's lock.</summary>
    public required string LakePath { get; init; }

    /// <summary>How much stage work goes on at a time: bounds threads and memory.</summary>
    public int Parallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>What is logged, to standard error. Above <see cref="LogLevel.Information"/> the runtime's own messages are left out.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.Warning;
}
