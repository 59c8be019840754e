using System.Net.Sockets;
using Orleans.Runtime;
using Orleans.Runtime.Messaging;

namespace OpenPayments.Client.Lakes;

/// <summary>What a call to a grain fails with while silos come and go.</summary>
internal static class ClusterTrouble
{
    public static bool IsPassing(Exception e) => e is TimeoutException or OrleansException or ConnectionFailedException or SocketException
        || (e is AggregateException many && many.InnerExceptions.All(IsPassing));
}
