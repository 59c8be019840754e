using System.Collections.Immutable;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Sources;

/// <summary>
/// Which files the user wants; an empty list wants all. A file that says nowhere which program year or publication it is
/// takes the one asked for, when exactly one is: that is how the user answers for it.
/// </summary>
public sealed record SourceFilter
{
    public static SourceFilter All { get; } = new();

    public ImmutableArray<int> Years { get; init; } = [];

    public ImmutableArray<Kind> Kinds { get; init; } = [];

    public ImmutableArray<DateOnly> Publications { get; init; } = [];

    internal int? OnlyYear => Years is [var year] ? year : null;

    internal DateOnly? OnlyPublication => Publications is [var publication] ? publication : null;

    /// <summary>The option that leaves a file out, or null when it is wanted.</summary>
    internal string? FindExclusion(FileId file)
    {
        if (!Kinds.IsEmpty && !Kinds.Contains(file.Kind)) return "--kind";
        return FindExclusion(file.ProgramYear, file.Publication);
    }

    /// <param name="programYear">Null for a file over many years.</param>
    internal string? FindExclusion(int? programYear, DateOnly publication) =>
        !Years.IsEmpty && programYear is { } year && !Years.Contains(year) ? "--year"
        : !Publications.IsEmpty && !Publications.Contains(publication) ? "--publication"
        : null;
}
