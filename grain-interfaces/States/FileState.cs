using System.Collections.Immutable;

namespace OpenPayments.GrainInterfaces.States;

/// <summary>
/// What a file grain keeps of its run. Small, because it is written again and again while chunks end: the chunk ranges
/// stand in <see cref="LandingState"/> and the results with the chunks.
/// </summary>
[GenerateSerializer, Immutable, Alias("openpayments.file-state")]
public sealed record FileState
{
    /// <summary>The name under which storage keeps it, of the grain type <c>file</c>.</summary>
    public const string Name = "file";

    /// <summary>Null until the first run.</summary>
    [Id(0)]
    public FileWork? Work { get; init; }

    [Id(1)]
    public FileStage Stage { get; init; }

    [Id(2)]
    public FileOutcome? Outcome { get; init; }

    [Id(3)]
    public string? Error { get; init; }

    /// <summary>Of the landed work; null until landed.</summary>
    [Id(4)]
    public string? Fingerprint { get; init; }

    [Id(5)]
    public long RecordCount { get; init; }

    [Id(6)]
    public int ChunkCount { get; init; }

    /// <summary>One bit a chunk, lowest bit first; set when the chunk is finished and in the sums below.</summary>
    [Id(7)]
    public ImmutableArray<byte> FinishedChunks { get; init; } = [];

    [Id(8)]
    public int FinishedChunkCount { get; init; }

    [Id(9)]
    public long ProcessedBytes { get; init; }

    [Id(10)]
    public long AcceptedCount { get; init; }

    [Id(11)]
    public long QuarantinedCount { get; init; }

    /// <summary>Set from the end of validation on; of an unchanged file, what was published before.</summary>
    [Id(12)]
    public FileSummary? Summary { get; init; }

    /// <summary>What is published now, and from which source with which settings; survives later runs that fail.</summary>
    [Id(13)]
    public PublishedFile? Published { get; init; }

    [Id(14)]
    public DateTimeOffset? StartedAt { get; init; }

    [Id(15)]
    public DateTimeOffset? LandedAt { get; init; }

    [Id(16)]
    public DateTimeOffset? FinishedAt { get; init; }
}

/// <summary>A file as it was published.</summary>
/// <param name="Identity">Of source and settings; the same identity again needs no new run.</param>
[GenerateSerializer, Immutable, Alias("openpayments.published-file")]
public sealed record PublishedFile(string Identity, FileSummary Summary);
