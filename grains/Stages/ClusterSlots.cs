using OpenPayments.Grains.Cluster;

namespace OpenPayments.Grains.Stages;

/// <summary>The silos that take work, and how many chunks of a file each may have at a time.</summary>
internal sealed class ClusterSlots(ChunkSlots slots, ISiloStatusOracle silos)
{
    /// <summary>Whether this silo is the only one.</summary>
    public bool IsAlone => silos.GetApproximateSiloStatuses(onlyActive: true).Count <= 1;

    /// <summary>
    /// Three chunks a slot: one in work, one on its way to the store, one that waits. Enough that no slot waits for the next chunk, few
    /// enough that a silo which joins finds work left and a cancelled file is soon quiet. Each silo has a window of its own, so that a slow one holds up nobody else.
    /// </summary>
    public Dictionary<SiloAddress, int> Windows()
    {
        var active = silos.GetApproximateSiloStatuses(onlyActive: true).Keys.DefaultIfEmpty(silos.SiloAddress);
        return active.ToDictionary(silo => silo, silo => 3 * SlotsOf(silo));
    }

    /// <summary>A silo that tells nothing of itself is taken for one like this.</summary>
    private int SlotsOf(SiloAddress silo) =>
        silos.TryGetSiloName(silo, out var name) && SiloIdentity.Parse(name) is { } identity ? identity.Slots : slots.Count;
}
