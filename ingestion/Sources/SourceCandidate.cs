using OpenPayments.Ingestion.Runs;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Ingestion.Sources;

/// <summary>A CSV that may be an Open Payments file.</summary>
/// <param name="IsNamed">The user named this very file: then it must be one.</param>
internal sealed record SourceCandidate(string Path, string? Entry, long LengthBytes, DateTimeOffset ModifiedAt, bool IsNamed)
{
    /// <summary>Archives made on Windows may have backslashes.</summary>
    public string FileName => (Entry ?? Path).Split('/', '\\')[^1];

    public SourcePlace Place => new(Path, Entry, LengthBytes, ModifiedAt);

    public string Location => Place.Location;

    public SourceFile ToFile(FileId id, FileLayout layout, HeaderDrift? drift) => new(id, Path, Entry, FileName, LengthBytes, ModifiedAt, layout, drift);
}
