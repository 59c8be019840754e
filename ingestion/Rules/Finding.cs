namespace OpenPayments.Ingestion.Rules;

/// <summary>What a rule saw in one record.</summary>
/// <param name="Column">Canonical name, or empty when the rule speaks of the whole record.</param>
/// <param name="Excerpt">The value, cut to at most 120 characters, with invalid bytes written as <c>\xNN</c>.</param>
/// <param name="Reason">One sentence for people.</param>
public sealed record Finding(string RuleId, Severity Severity, string Column, string Excerpt, string Reason);

public enum Severity
{
    /// <summary>The record is kept and the finding counted.</summary>
    Warn,

    /// <summary>The record goes to quarantine.</summary>
    Reject,
}
