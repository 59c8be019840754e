using Orleans.Configuration;

namespace OpenPayments.Silo.Membership;

/// <summary>
/// How soon a dead silo is known to be dead. Its chunks wait until then, so the defaults (three probes of five seconds, a
/// table read once a minute, a heartbeat every thirty seconds) cost more than they save: a false death is harmless here,
/// since every chunk can be done twice.
/// </summary>
public static class MembershipTuning
{
    private static readonly TimeSpan HeartbeatPeriod = TimeSpan.FromSeconds(5);
    private const int MissedHeartbeats = 3;

    /// <summary>A silo whose heartbeat is older is no reason to wait for it when another one joins.</summary>
    public static TimeSpan StaleAfter => HeartbeatPeriod * MissedHeartbeats;

    public static void Configure(ClusterMembershipOptions options)
    {
        options.ProbeTimeout = TimeSpan.FromSeconds(2);
        options.NumMissedProbesLimit = 3;
        // Two voters of three or more silos; of two, the one that is left suffices, and one alone has nobody to suspect.
        options.NumVotesForDeathDeclaration = 2;
        options.TableRefreshTimeout = TimeSpan.FromSeconds(10);
        options.IAmAliveTablePublishTimeout = HeartbeatPeriod;
        options.NumMissedTableIAmAliveLimit = MissedHeartbeats;
        options.MaxJoinAttemptTime = TimeSpan.FromMinutes(1);
        options.DefunctSiloExpiration = TimeSpan.FromDays(1);
        options.DefunctSiloCleanupPeriod = TimeSpan.FromHours(1);
    }
}
