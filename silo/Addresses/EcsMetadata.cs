using System.Net;
using System.Text.Json;
using OpenPayments.Ingestion;

namespace OpenPayments.Silo.Addresses;

/// <summary>What ECS tells a container about itself, at the address in <see cref="Variable"/>.</summary>
public sealed class EcsMetadata(Uri endpoint, HttpClient http)
{
    public const string Variable = "ECS_CONTAINER_METADATA_URI_V4";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Null elsewhere than on ECS.</summary>
    public static EcsMetadata? Find(HttpClient http) =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text && Uri.TryCreate(text, UriKind.Absolute, out var endpoint) ? new EcsMetadata(endpoint, http) : null;

    /// <summary>The task's own address; null in network modes where a task has none.</summary>
    public async Task<IPAddress?> FindAddressAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        try
        {
            return ParseAddress(await http.GetByteArrayAsync(endpoint, limit.Token));
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            throw new InputException($"The ECS metadata at {endpoint} cannot be read ({e.Message}): say with --advertised-address where other silos reach this one.", e);
        }
    }

    internal static IPAddress? ParseAddress(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        if (!document.RootElement.TryGetProperty("Networks", out var networks) || networks.ValueKind != JsonValueKind.Array) return null;
        foreach (var network in networks.EnumerateArray())
            if (network.TryGetProperty("NetworkMode", out var mode) && mode.ValueEquals("awsvpc")
                && network.TryGetProperty("IPv4Addresses", out var addresses) && addresses.ValueKind == JsonValueKind.Array && addresses.GetArrayLength() > 0
                && IPAddress.TryParse(addresses[0].GetString(), out var address))
                return address;
        return null;
    }
}
