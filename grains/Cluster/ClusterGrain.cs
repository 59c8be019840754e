using Microsoft.Extensions.Options;
using OpenPayments.GrainInterfaces;
using Orleans.Configuration;

namespace OpenPayments.Grains.Cluster;

[GrainType("cluster")]
internal sealed class ClusterGrain(ILocalSiloDetails self, ISiloStatusOracle silos, IOptions<ClusterOptions> options) : Grain, IClusterGrain
{
    public Task<ClusterDescription> GetState()
    {
        var identity = SiloIdentity.Parse(self.Name) ?? throw new InvalidOperationException($"The silo {self.Name} is not one of a cluster.");
        return Task.FromResult(new ClusterDescription(options.Value.ClusterId, identity.Version, identity.Lake, [.. Silos()]));
    }

    private IEnumerable<SiloDescription> Silos()
    {
        foreach (var silo in silos.GetApproximateSiloStatuses(onlyActive: true).Keys.OrderBy(silo => silo))
            if (silos.TryGetSiloName(silo, out var name) && SiloIdentity.Parse(name) is { } identity)
                yield return new SiloDescription(identity.Name, silo.Endpoint.ToString(), identity.Slots);
    }
}
