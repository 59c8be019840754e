using Orleans.Runtime.Messaging;

namespace OpenPayments.Grains.Cluster;

/// <summary>What a call to a grain fails with when its silo is lost, or about to be. Such a call may or may not have been done; ours are safe to make again.</summary>
public static class SiloLoss
{
    public static bool Explains(Exception failure) => failure is OrleansException or TimeoutException or ConnectionFailedException
        || (failure is AggregateException many && many.InnerExceptions.All(Explains));
}
