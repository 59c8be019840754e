using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using OpenPayments.Silo.Settings;

namespace OpenPayments.Silo;

/// <summary>Why a silo could not start, where the user can do something about it.</summary>
internal static class StartTrouble
{
    public static string? Explain(Exception failure, SiloOptions options) => Causes(failure).Any(IsPortTaken)
        ? $"A port of this silo is taken by another program: --silo-port {options.SiloPort}, --gateway-port {options.GatewayPort} and --web-port {options.WebPort} must be free, and different for every silo of one machine."
        : null;

    private static bool IsPortTaken(Exception e) => e is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } or AddressInUseException;

    private static IEnumerable<Exception> Causes(Exception failure) => failure is AggregateException many
        ? many.InnerExceptions.SelectMany(Causes)
        : failure.InnerException is { } inner ? Causes(inner).Prepend(failure) : [failure];
}
