using System.Text.Json;
using OpenPayments.Ingestion;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Reconciliation;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;
using OpenPayments.Ingestion.Stores;

namespace OpenPayments.Client.Report;

/// <summary>How a file differs from what was known before it.</summary>
/// <param name="Header">Null when the header is one of a known era.</param>
/// <param name="Content">Null when no validation of the file as it is now has compared it, or when there is nothing to compare with.</param>
public sealed record DriftFigures(HeaderDrift? Header, ContentDrift? Content)
{
    private const string DriftedEra = "+drift";

    public static async Task<DriftFigures> ReadAsync(IObjectStore store, LandedFile file, FileProof proof, CancellationToken cancellation) => new(
        file.Layout.EraId.EndsWith(DriftedEra, StringComparison.Ordinal) ? await ReadHeaderAsync(store, file.Id, cancellation) : null,
        proof.ContentDrift);

    private static async Task<HeaderDrift?> ReadHeaderAsync(IObjectStore store, FileId file, CancellationToken cancellation)
    {
        if (await store.ReadAsync(LakeKeys.Drift(file), cancellation) is not { } json) return null;
        try
        {
            return JsonSerializer.Deserialize<HeaderDrift>(json, LakeJson.Options);
        }
        catch (JsonException)
        {
            throw new StoreException($"{LakeKeys.Drift(file)} in the lake {store.Location} is damaged: restore it from a copy of the lake, or ingest the file again with --force.");
        }
    }
}
