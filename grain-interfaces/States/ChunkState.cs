using OpenPayments.Ingestion.Chunks;

namespace OpenPayments.GrainInterfaces.States;

/// <summary>What a chunk grain keeps: the claim, and the result once there is one.</summary>
[GenerateSerializer, Immutable, Alias("openpayments.chunk-state")]
public sealed record ChunkState
{
    /// <summary>The name under which storage keeps it, of the grain type <c>chunk</c>.</summary>
    public const string Name = "chunk";

    /// <summary>The claimed work; null until the first.</summary>
    [Id(0)]
    public ChunkWork? Work { get; init; }

    [Id(1)]
    public ChunkStage Stage { get; init; }

    /// <summary>Counts the claims; an outcome of an older claim is void.</summary>
    [Id(2)]
    public int Attempt { get; init; }

    [Id(3)]
    public ChunkResult? Result { get; init; }

    [Id(4)]
    public string? Error { get; init; }

    [Id(5)]
    public DateTimeOffset? ClaimedAt { get; init; }

    [Id(6)]
    public DateTimeOffset? FinishedAt { get; init; }
}
