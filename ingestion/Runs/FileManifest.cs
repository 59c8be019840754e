using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OpenPayments.Ingestion.Chunks;
using OpenPayments.Ingestion.Landing;
using OpenPayments.Ingestion.Reconciliation;

namespace OpenPayments.Ingestion.Runs;

/// <summary>
/// What one (year, publication, kind) consists of: the raw file, every part of the table and of the quarantine, and the
/// sums that prove them complete. Written to <c>metadata/manifests</c> before the commit that makes it current.
/// </summary>
/// <param name="SettingsFingerprint">Of everything but the input that shapes the bytes: rules, severities, codec, chunk size, writer version.</param>
/// <param name="IsCurrent">False when a newer publication of the same (year, kind) was current already; the parts stay readable as history.</param>
/// <param name="RunId">The run that published the file; null in a manifest of a version that did not say.</param>
public sealed record FileManifest(
    LandedFile Landed,
    string SettingsFingerprint,
    ImmutableArray<ChunkResult> Chunks,
    ValidationReport Validation,
    bool IsCurrent,
    string? RunId = null)
{
    [JsonIgnore]
    public IEnumerable<PartObject> Parts => Chunks.SelectMany(chunk => chunk.Parts);

    [JsonIgnore]
    public IEnumerable<PartObject> QuarantineParts => Chunks.Select(chunk => chunk.Quarantine).OfType<PartObject>();

    /// <summary>Whether rows and quarantine stand in the same objects, and so are the same.</summary>
    public bool HasSamePartsAs(FileManifest other) =>
        Parts.Concat(QuarantineParts).Select(part => part.Key).ToHashSet().SetEquals(other.Parts.Concat(other.QuarantineParts).Select(part => part.Key));
}
