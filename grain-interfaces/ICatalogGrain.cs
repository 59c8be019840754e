using System.Collections.Immutable;
using OpenPayments.GrainInterfaces.States;
using Orleans.Concurrency;

namespace OpenPayments.GrainInterfaces;

/// <summary>Knows every program year of the lake and its last run. There is one, under <see cref="Key"/>.</summary>
[Alias("openpayments.catalog")]
public interface ICatalogGrain : IGrainWithStringKey
{
    const string Key = "catalog";

    /// <summary>Told by a year when a run starts and when it ends. An older run never replaces a newer one.</summary>
    [Alias("record-run")]
    Task RecordRunAsync(YearRun run);

    /// <summary>The years in ascending order.</summary>
    [AlwaysInterleave]
    [Alias("get-years")]
    Task<ImmutableArray<YearRun>> GetYearsAsync();

    [AlwaysInterleave]
    [Alias("get-state")]
    Task<CatalogState> GetState();
}
