using System.Collections.Immutable;

namespace OpenPayments.GrainInterfaces.States;

/// <summary>What a year grain keeps. Immutable: a change replaces it, so that it can be handed out and a failed write undone.</summary>
[GenerateSerializer, Immutable, Alias("openpayments.year-state")]
public sealed record YearState
{
    /// <summary>The name under which storage keeps it, of the grain type <c>year</c>.</summary>
    public const string Name = "year";

    /// <summary>Null until the first run.</summary>
    [Id(0)]
    public IngestRequest? Request { get; init; }

    /// <summary>One entry for each file of the request, in the order in which they are published.</summary>
    [Id(1)]
    public ImmutableArray<FileStatus> Files { get; init; } = [];

    /// <summary>The publication whose files are being published: from here on it is completed, whatever happens.</summary>
    [Id(2)]
    public DateOnly? Publishing { get; init; }

    [Id(3)]
    public bool IsCancelling { get; init; }

    [Id(4)]
    public RunOutcome? Outcome { get; init; }

    [Id(5)]
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When the last of the files ended. Without an outcome the run is over but not recorded in the lake yet.</summary>
    [Id(6)]
    public DateTimeOffset? FinishedAt { get; init; }

    [Id(7)]
    public string? Error { get; init; }

    /// <summary>What takes the place of the run that is being cancelled, as soon as it has ended.</summary>
    [Id(8)]
    public IngestRequest? Next { get; init; }
}
