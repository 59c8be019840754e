using OpenPayments.Ingestion.Rules;
using OpenPayments.Ingestion.Schema;

namespace OpenPayments.Generator.Defects;

/// <summary>One way to spoil a record.</summary>
/// <param name="Rule">What ingestion says of it; at its own severity it is rejected or kept.</param>
/// <param name="Extent">How much of the record can still be read.</param>
/// <param name="FindColumns">The columns that it can be done to; none when the layout does not allow it.</param>
/// <param name="Apply">Changes the draft in the column that was drawn; returns the column that is wrong, or -1 when it is the whole record.</param>
internal sealed record Defect(
    DefectSort Sort,
    Rule Rule,
    DefectExtent Extent,
    Func<FileLayout, IReadOnlyList<int>> FindColumns,
    Func<DraftRecord, int, int> Apply)
{
    public bool IsBad => Rule.Severity == Severity.Reject;
}

internal enum DefectExtent
{
    /// <summary>One value is not what it should be.</summary>
    Value,

    /// <summary>The cells can no longer be told apart, so that no amount of the record can be read.</summary>
    Structure,

    /// <summary>One value, and CMS's own files have it.</summary>
    Oddity,
}
