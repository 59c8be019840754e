using System.Collections.Immutable;

namespace OpenPayments.GrainInterfaces.States;

/// <summary>What the catalog keeps: the last run of every year.</summary>
[GenerateSerializer, Immutable, Alias("openpayments.catalog-state")]
public sealed record CatalogState
{
    /// <summary>The name under which storage keeps it, of the grain type <c>catalog</c>.</summary>
    public const string Name = "catalog";

    /// <summary>By program year.</summary>
    [Id(0)]
    public ImmutableSortedDictionary<int, YearRun> Years { get; init; } = ImmutableSortedDictionary<int, YearRun>.Empty;
}
