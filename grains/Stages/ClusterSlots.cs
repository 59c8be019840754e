namespace OpenPayments.Grains.Stages;

/// <summary>The slots of the whole cluster, taking every silo for one like this.</summary>
internal sealed class ClusterSlots(ChunkSlots slots, ISiloStatusOracle silos)
{
    /// <summary>How many chunks a file keeps in flight: enough that no slot waits for the next one, few enough to be soon cancelled.</summary>
    public int Window => 2 * slots.Count * Math.Max(1, silos.GetApproximateSiloStatuses(onlyActive: true).Count);
}
