namespace OpenPayments.Ingestion.Sources;

/// <summary>Where a source is: a file of its own, or an entry of an archive.</summary>
/// <param name="Path">Full path of the file or the archive.</param>
/// <param name="Entry">Name of the entry in the archive; null for a file of its own.</param>
/// <param name="LengthBytes">Uncompressed.</param>
/// <param name="ModifiedAt">Of the file or the archive.</param>
public sealed record SourcePlace(string Path, string? Entry, long LengthBytes, DateTimeOffset ModifiedAt)
{
    /// <summary>For people.</summary>
    public string Location => Entry is null ? Path : $"{Entry} in {Path}";
}
