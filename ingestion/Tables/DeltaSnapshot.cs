using System.Collections.Immutable;
using System.Text.Json;
using OpenPayments.Ingestion.Runs;

namespace OpenPayments.Ingestion.Tables;

/// <summary>What a table consists of at one version.</summary>
/// <param name="Files">The parts that make up the table, in order of path.</param>
/// <param name="Publications">Every swap of a program year, oldest first.</param>
/// <param name="PublicationVersions">For each file that was ever shown, the commit that gave it its last content.</param>
/// <param name="ApplicationIds">Of every transaction that was ever committed.</param>
public sealed record DeltaSnapshot(
    long Version,
    TableSchema Schema,
    ImmutableArray<DeltaFile> Files,
    ImmutableArray<PublicationTransaction> Publications,
    ImmutableDictionary<FileId, long> PublicationVersions,
    ImmutableHashSet<string> ApplicationIds)
{
    /// <summary>The publication that a program year shows, or null when the table has nothing of that year.</summary>
    public PublicationTransaction? CurrentOf(int programYear) =>
        Publications.LastOrDefault(publication => publication.File.ProgramYear == programYear);

    /// <summary>The publications that the table shows, one a program year.</summary>
    public IEnumerable<PublicationTransaction> Current =>
        Publications.GroupBy(publication => publication.File.ProgramYear).Select(year => year.Last());
}

/// <summary>A part as the log knows it.</summary>
/// <param name="Key">In the lake.</param>
/// <param name="StatisticsJson">Row count and, for each column, minimum, maximum and count of NULLs; null when another program added the file without.</param>
public sealed record DeltaFile(string Key, int ProgramYear, long LengthBytes, string? StatisticsJson)
{
    /// <summary>What whoever added the file says of it besides.</summary>
    public ImmutableDictionary<string, string> Tags { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Null when the log does not say.</summary>
    public long? RowCount
    {
        get
        {
            if (StatisticsJson is null) return null;
            using var statistics = JsonDocument.Parse(StatisticsJson);
            return statistics.RootElement.TryGetProperty("numRecords", out var count) ? count.GetInt64() : null;
        }
    }
}
