using System.Text.Json.Serialization;
using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Sources;

/// <summary>An Open Payments file found in what the user named: a CSV of its own, or an entry of a zip archive.</summary>
/// <param name="Path">Full path of the CSV or the archive.</param>
/// <param name="Entry">Name of the entry in the archive; null for a CSV of its own.</param>
/// <param name="FileName">The name to land under, without folders.</param>
/// <param name="LengthBytes">Uncompressed.</param>
/// <param name="ModifiedAt">Of the CSV or the archive; with path and length it tells an unchanged source without reading it.</param>
/// <param name="Layout">What its columns mean.</param>
/// <param name="Drift">Set when the header is of no known era; ingest then wants <c>--allow-drift</c>.</param>
public sealed record SourceFile(
    FileId Id,
    string Path,
    string? Entry,
    string FileName,
    long LengthBytes,
    DateTimeOffset ModifiedAt,
    FileLayout Layout,
    HeaderDrift? Drift)
{
    [JsonIgnore]
    public SourcePlace Place => new(Path, Entry, LengthBytes, ModifiedAt);

    /// <summary>Where it is, for people.</summary>
    public string Location => Place.Location;
}
