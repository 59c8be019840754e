using System.Collections.Immutable;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Ingestion.Tables;

/// <summary>The lake's tables: for each kind its rows and its quarantine.</summary>
public static class LakeTables
{
    public static ImmutableArray<(Zone Zone, Kind Kind)> All { get; } =
        [.. from kind in Enum.GetValues<Kind>() from zone in Enum.GetValues<Zone>() select (zone, kind)];

    public static DeltaTable Open(IObjectStore store, Zone zone, Kind kind, TimeProvider? time = null) =>
        new(store, LakeKeys.Table(zone, kind), time ?? TimeProvider.System);
}
