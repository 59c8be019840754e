using System.Net;
using OpenPayments.Ingestion;

namespace OpenPayments.Silo.Settings;

/// <summary>How a silo of a cluster runs.</summary>
/// <param name="AdvertisedAddress">As configured; null when the silo has to find out itself.</param>
public sealed record SiloOptions(
    ClusterConnection Connection,
    string Lake,
    int Slots,
    string Name,
    int SiloPort,
    int GatewayPort,
    IPAddress? AdvertisedAddress,
    IPAddress WebAddress,
    int WebPort,
    string? DashboardToken)
{
    private const int LeastTokenLength = 12;

    /// <summary>Throws <see cref="InputException"/> for what cannot work.</summary>
    public static SiloOptions Read(SettingValues values)
    {
        var connection = ClusterConnection.Find(values)
            ?? throw new InputException("A silo belongs to a cluster: name it with --cluster NAME or $OPENPAYMENTS_CLUSTER.");
        var lake = values.Find(ClusterSettings.Lake)
            ?? throw new InputException("A silo works on a lake: name it with --lake s3://bucket/prefix, or with a folder that all silos share.");
        var webAddress = values.Address(ClusterSettings.WebAddress) ?? IPAddress.Loopback;
        var token = values.Find(ClusterSettings.DashboardToken);
        if (token is null && !IPAddress.IsLoopback(webAddress))
            throw new InputException($"The dashboard may not be open to everybody at {webAddress}: set a secret with ${ClusterSettings.DashboardToken.Variable}, or leave --web-address at 127.0.0.1.");
        if (token?.Length < LeastTokenLength)
            throw new InputException($"The dashboard token is too short to be a secret: give it at least {LeastTokenLength} characters, such as those of `openssl rand -hex 16`.");
        var options = new SiloOptions(
            connection,
            lake.StartsWith("s3://", StringComparison.Ordinal) ? lake.TrimEnd('/') : Path.GetFullPath(lake),
            values.Number(ClusterSettings.Slots, Environment.ProcessorCount, 1, 1024, "a number of chunks"),
            values.Text(ClusterSettings.SiloName, Environment.MachineName),
            values.Port(ClusterSettings.SiloPort, 11111),
            values.Port(ClusterSettings.GatewayPort, 30000),
            values.Find(ClusterSettings.AdvertisedAddress) is "loopback" ? IPAddress.Loopback : values.Address(ClusterSettings.AdvertisedAddress),
            webAddress,
            values.Port(ClusterSettings.WebPort, 8080),
            token);
        return options.SiloPort == options.GatewayPort || options.SiloPort == options.WebPort || options.GatewayPort == options.WebPort
            ? throw new InputException($"A silo needs three ports of its own: --silo-port {options.SiloPort}, --gateway-port {options.GatewayPort} and --web-port {options.WebPort} are not all different.")
            : options;
    }
}
