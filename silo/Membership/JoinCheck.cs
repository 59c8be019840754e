using System.Net.Sockets;
using OpenPayments.Grains.Cluster;
using OpenPayments.Ingestion;

namespace OpenPayments.Silo.Membership;

/// <summary>
/// Keeps silos apart that must not work together: of another build, whose bytes and messages may differ, or over another lake.
/// Looks at silos that live: what a dead one was does not matter, so a stopped cluster can come back as anything.
/// </summary>
public sealed class JoinCheck(IMembershipTable table, TimeProvider time, Func<SiloAddress, CancellationToken, Task<bool>> answers)
{
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(2);

    /// <summary>Throws <see cref="InputException"/> that names the silo which differs.</summary>
    /// <param name="self">Where this silo listens.</param>
    /// <param name="startedAt">When this silo joined; of two that joined at once, the later one gives way. Null before it joins.</param>
    public async Task RunAsync(string clusterId, SiloIdentity identity, SiloAddress self, DateTime? startedAt, CancellationToken cancellation)
    {
        var members = (await table.ReadAllAsync(cancellation)).Members.Select(member => member.Item1);
        foreach (var member in members.Where(member => member.Status is SiloStatus.Active or SiloStatus.Joining && !member.SiloAddress.Endpoint.Equals(self.Endpoint)))
        {
            if (startedAt is { } start && member.StartTime > start) continue;
            if (SiloIdentity.Parse(member.SiloName) is not { } other || Difference(identity, other) is not { } difference) continue;
            if (IsFresh(member) && await answers(member.SiloAddress, cancellation))
                throw new InputException($"This silo may not join cluster {clusterId}: the silo {other.Name} at {member.SiloAddress.Endpoint} {difference}. Stop the others first, or give this one another --cluster.");
        }
    }

    /// <summary>Whether somebody listens where a silo is said to be.</summary>
    public static async Task<bool> IsListeningAsync(SiloAddress silo, CancellationToken cancellation)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(ConnectPatience);
        try
        {
            await socket.ConnectAsync(silo.Endpoint, limit.Token);
            return true;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private static string? Difference(SiloIdentity identity, SiloIdentity other) =>
        other.Version != identity.Version ? $"is of version {other.Version}, and this one of {identity.Version}"
        : other.Lake != identity.Lake ? $"works on the lake {other.Lake}, and this one on {identity.Lake}"
        : null;

    private bool IsFresh(MembershipEntry member) =>
        time.GetUtcNow().UtcDateTime - member.IAmAliveTime < MembershipTuning.StaleAfter || time.GetUtcNow().UtcDateTime - member.StartTime < MembershipTuning.StaleAfter;
}
