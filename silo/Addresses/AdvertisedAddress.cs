using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace OpenPayments.Silo.Addresses;

/// <summary>
/// The address at which other silos and clients reach this one. Orleans' own choice takes the smallest address, which in an
/// ECS task can be the link-local one of its metadata service, where nobody else reaches it.
/// </summary>
public static class AdvertisedAddress
{
    /// <summary>What was configured, else the task's, else this machine's first.</summary>
    public static async Task<IPAddress> ChooseAsync(IPAddress? configured, EcsMetadata? metadata, CancellationToken cancellation) =>
        configured ?? (metadata is null ? null : await metadata.FindAddressAsync(cancellation)) ?? Choose(OfThisMachine());

    /// <summary>The first IPv4 address that others can use; loopback when there is none.</summary>
    public static IPAddress Choose(IEnumerable<IPAddress> addresses) => addresses.FirstOrDefault(IsReachable) ?? IPAddress.Loopback;

    private static bool IsReachable(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(address) && !IsLinkLocal(address) && !address.Equals(IPAddress.Any);

    private static bool IsLinkLocal(IPAddress address) => address.GetAddressBytes() is [169, 254, ..];

    private static IEnumerable<IPAddress> OfThisMachine() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(network => network.OperationalStatus == OperationalStatus.Up)
        .SelectMany(network => network.GetIPProperties().UnicastAddresses)
        .Select(address => address.Address);
}
