using System.Net.Sockets;
using OpenPayments.Grains.Cluster;

namespace OpenPayments.Client.Lakes;

/// <summary>What a call to a grain fails with while silos come and go.</summary>
internal static class ClusterTrouble
{
    public static bool IsPassing(Exception e) => SiloLoss.Explains(e) || e is SocketException
        || (e is AggregateException many && many.InnerExceptions.All(IsPassing));
}
