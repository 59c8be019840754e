using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using OpenPayments.Ingestion;
using OpenPayments.Silo.Settings;

namespace OpenPayments.Silo;

/// <summary>Why a silo could not start, where the user can do something about it.</summary>
internal static class StartTrouble
{
    /// <summary>
    /// Orleans lets a port be shared, so that a second silo with the port of a first would take its place in the cluster. Throws
    /// <see cref="InputException"/> when somebody listens where this silo wants to.
    /// </summary>
    public static void CheckPorts(SiloOptions options, IPAddress listening)
    {
        foreach (var endpoint in (IPEndPoint[])[new(listening, options.SiloPort), new(listening, options.GatewayPort), new(options.WebAddress, options.WebPort)])
        {
            try
            {
                using var probe = new TcpListener(endpoint) { ExclusiveAddressUse = true };
                probe.Start();
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                throw new InputException(PortTaken(options), e);
            }
        }
    }

    public static string? Explain(Exception failure, SiloOptions options) => Causes(failure).Any(IsPortTaken) ? PortTaken(options) : null;

    private static string PortTaken(SiloOptions options) =>
        $"A port of this silo is taken by another program: --silo-port {options.SiloPort}, --gateway-port {options.GatewayPort} and --web-port {options.WebPort} must be free, and different for every silo of one machine.";

    private static bool IsPortTaken(Exception e) => e is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } or AddressInUseException;

    private static IEnumerable<Exception> Causes(Exception failure) => failure is AggregateException many
        ? many.InnerExceptions.SelectMany(Causes)
        : failure.InnerException is { } inner ? Causes(inner).Prepend(failure) : [failure];
}
