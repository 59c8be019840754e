using System.Collections.Immutable;

namespace OpenPayments.Ingestion.Schema;

/// <summary>How a header differs from the era nearest to it.</summary>
/// <param name="NearestEraId">The known header with the most columns in common.</param>
/// <param name="Renamed">Pairs that edit distance takes for the same column under another name.</param>
/// <param name="Reordered">Known columns that stand in another order.</param>
public sealed record HeaderDrift(
    string NearestEraId,
    ImmutableArray<RenamedColumn> Renamed,
    ImmutableArray<string> Added,
    ImmutableArray<string> Removed,
    ImmutableArray<string> Reordered);

/// <summary>A column that seems to have a new name.</summary>
public sealed record RenamedColumn(string OldName, string NewName);
