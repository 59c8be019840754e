using System.Collections.Immutable;

namespace OpenPayments.Ingestion.Rules;

/// <summary>One named check on the records of a file.</summary>
/// <param name="Id">What findings, configuration and the quarantine call it.</param>
/// <param name="Severity">Reject sends the record to quarantine; warn keeps it and counts the finding.</param>
/// <param name="IsFixed">True when what breaks the rule cannot be represented in the table, so that no configuration may lower it to a warning.</param>
/// <param name="Reason">One line for people: what is wrong with a record that breaks it.</param>
/// <param name="Columns">Canonical names of the columns it reads; <c>*</c> stands for any run of characters; empty when it reads the record as a whole.</param>
public sealed record Rule(string Id, Severity Severity, bool IsFixed, string Reason, ImmutableArray<string> Columns)
{
    /// <summary>Position in <see cref="RuleCatalog.All"/>.</summary>
    public int Index { get; init; } = -1;

    /// <summary>Whether the rule reads a column of this canonical name.</summary>
    public bool Reads(string column)
    {
        foreach (var pattern in Columns)
            if (ColumnPattern.Matches(pattern, column))
                return true;
        return false;
    }
}

/// <summary>Column names in which <c>*</c> stands for any run of characters.</summary>
public static class ColumnPattern
{
    public static bool Matches(string pattern, string column) =>
        System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, column, ignoreCase: false);
}
